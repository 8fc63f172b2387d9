/* filesystem.c: types of file systems, from linux/magic.h and, where that has none, from the
 * sources of the file system. */
#include "db/filesystem.h"

#include <stddef.h>
#include <stdint.h>

static const struct {
    uint32_t type;
    const char *name;
} networks[] = {
    {0x00006969, "NFS"},
    {0x0000517B, "SMB"},
    {0xFF534D42, "CIFS"},
    {0xFE534D42, "SMB"},
    {0x65735546, "FUSE"}, /* virtiofs has the same */
    {0x01021997, "9p"},
    {0x5346414F, "AFS"},
    {0x6B414653, "AFS"},
    {0x73757245, "Coda"},
    {0x00C36400, "Ceph"},
    {0x0BD00BD0, "Lustre"},
    {0x01161970, "GFS2"},
    {0x7461636F, "OCFS2"},
    {0x0000564C, "NCP"},
    {0x47504653, "GPFS"},
    {0x19830326, "BeeGFS"},
    {0x20030528, "OrangeFS"},
    {0xAAD7AAEA, "PanFS"},
    {0x786F4256, "a shared folder of VirtualBox"},
    {0xBACBACBC, "a shared folder of VMware"},
};

const char *filesystem_network_name(long type)
{
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
        if ((uint32_t)type == networks[i].type) /* f_type is signed here, and of 32 bits there */
            return networks[i].name;
    return NULL;
}
