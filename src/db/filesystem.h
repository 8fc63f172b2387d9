/* filesystem.h: which file systems can hold a database that several processes write. */
#ifndef DB_FILESYSTEM_H
#define DB_FILESYSTEM_H

/* The name ("NFS") of a file system of this type (f_type of statfs(2)) that is shared between
 * hosts, or is a program of its own (FUSE). NULL for any other type. SQLite's write-ahead log has
 * its index in shared memory, a file that is mapped: where two kernels, or a kernel and a server,
 * each have a mapping of their own, the locks may be shared and the index is not, and both take
 * the same place in the log without an error. */
const char *filesystem_network_name(long type);

#endif
