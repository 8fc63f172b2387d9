# Run by CPack between installing and packing: makes the tree that is packed one as the Debian Policy
# has it, and adds what only the package has.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(usr ${root}${CPACK_PACKAGING_INSTALL_PREFIX})
set(doc ${usr}/share/doc/${CPACK_PACKAGE_NAME})
set(here ${CPACK_SECCONTACTS_PACKAGE})

function(put file directory name)
  file(MAKE_DIRECTORY ${directory})
  configure_file(${here}/${file} ${directory}/${name} COPYONLY FILE_PERMISSIONS
                 OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endfunction()

foreach(unit seccontacts-notify@.service seccontacts-check.service seccontacts-check.timer
        seccontacts-metrics.service seccontacts-metrics.timer
        seccontacts-bounces.service seccontacts-bounces.timer)
  put(${unit} ${root}/lib/systemd/system ${unit})
endforeach()
put(seccontacts.sysusers ${usr}/lib/sysusers.d seccontacts.conf)
put(seccontacts.tmpfiles ${usr}/lib/tmpfiles.d seccontacts.conf)
put(overrides ${usr}/share/lintian/overrides ${CPACK_PACKAGE_NAME})
put(copyright ${doc} copyright)

# Where Debian's zsh looks.
file(MAKE_DIRECTORY ${usr}/share/zsh/vendor-completions)
file(RENAME ${usr}/share/zsh/site-functions/_seccontacts
     ${usr}/share/zsh/vendor-completions/_seccontacts)
file(REMOVE_RECURSE ${usr}/share/zsh/site-functions)

# Policy 12.7: the changelogs; 12.5: the licence is in `copyright`; 12.1: manual pages compressed.
# SOURCE_DATE_EPOCH, where it is set, is the time of this build (reproducible-builds.org).
string(TIMESTAMP when "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(${here}/changelog.in ${doc}/changelog.Debian @ONLY)
file(RENAME ${doc}/CHANGELOG ${doc}/changelog)
file(REMOVE ${doc}/LICENSE)
file(GLOB compressed ${usr}/share/man/man*/*.[1-9] ${doc}/changelog ${doc}/changelog.Debian)
execute_process(COMMAND gzip -9nf ${compressed} COMMAND_ERROR_IS_FATAL ANY)

# Directories made here have the modes of CPack's, too.
file(GLOB_RECURSE all LIST_DIRECTORIES true ${root}/*)
foreach(path IN LISTS all)
  if(IS_DIRECTORY ${path})
    file(CHMOD ${path} DIRECTORY_PERMISSIONS ${CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
  endif()
endforeach()
