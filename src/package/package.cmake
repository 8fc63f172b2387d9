# The Debian package: `cpack` in a build directory of the preset release makes it (./dev package).
# All that only the package has lies in this folder:
#
#   package.cmake       this file, included by CMakeLists.txt: what CPack is told
#   tree.cmake          turns the installed tree into one as the Debian Policy has it, before packing
#   postinst prerm postrm                the package's scripts (Debian Policy, chapter 6)
#   copyright changelog.in overrides     for /usr/share/doc and lintian
#   *.service *.timer                    systemd: `notify` on a spool directory, `check` every day,
#                                        `metrics` every minute
#   seccontacts.sysusers seccontacts.tmpfiles   the group, and the directories that it owns
#
# `cmake --install` by itself installs none of it: the units name /usr/bin, where the package is.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ${PROJECT_NAME})
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The seccontacts authors <seccontacts@seccontacts.invalid>"
    CACHE STRING "Maintainer of the package, NAME <ADDRESS>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
    "terminal settings editor for the security contacts of cloud subscriptions")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"seccontacts keeps who is e-mailed when a cloud subscription is attacked: any
number of e-mail addresses, one phone number, and whether e-mails about alerts
are wanted. It has an editor for the terminal, and a command for scripts for
each of the editor's pages.
.
It also delivers the alerts, under limits that hold whatever crashes, brings
security contacts in from Azure and writes them out in its formats, and says
what is missing or wrong.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS # whatever the umask
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/tree.cmake)
set(CPACK_SECCONTACTS_PACKAGE ${CMAKE_CURRENT_LIST_DIR}) # for tree.cmake

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Which of them is there makes the group and its directories (postinst).
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "systemd | systemd-standalone-sysusers | systemd-sysusers, systemd | systemd-standalone-tmpfiles | systemd-tmpfiles")
# Keeps the list of top-level domains fresh, which libpsl has as old as it is itself.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "publicsuffix")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "default-mta | mail-transport-agent, bash-completion")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_CURRENT_LIST_DIR}/postinst ${CMAKE_CURRENT_LIST_DIR}/prerm
    ${CMAKE_CURRENT_LIST_DIR}/postrm)
include(CPack)
