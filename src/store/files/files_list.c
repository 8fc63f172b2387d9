/* files_list.c: the files of contacts that there are. */
#include "base/memory.h"
#include "store/files/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct StoreContacts {
    DIR *directory; /* NULL: there is none */
    char *place;    /* its path */
    char *id, *path;
};

static void list_refuse(const FilesStore *files, int number, Error *error)
{
    struct stat status;
    char *path = memory_format("%s/" FILES_CONTACTS, files->path);
    if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
        files_contacts_refuse_link(path, error);
    else
        error_set_errno(error, ERROR_IO, number, "%s cannot be listed", path);
    free(path);
}

bool files_contacts_open(Store *store, StoreContacts **contacts, Error *error)
{
    const FilesStore *files = (const FilesStore *)store;
    int descriptor = files_contacts_directory(files);
    DIR *directory = descriptor < 0 ? NULL : fdopendir(descriptor);
    if (!directory && (descriptor >= 0 || errno != ENOENT)) {
        list_refuse(files, errno, error);
        if (descriptor >= 0)
            close(descriptor);
        return false;
    }
    StoreContacts *list = memory_new(sizeof *list);
    list->directory = directory;
    list->place = memory_format("%s/" FILES_CONTACTS, files->path);
    *contacts = list;
    return true;
}

bool files_contacts_next(StoreContacts *contacts, const char **id, const char **path)
{
    const struct dirent *entry;
    while (contacts->directory && (entry = readdir(contacts->directory))) {
        size_t length = strlen(entry->d_name), end = strlen(FILES_SUFFIX);
        if (entry->d_name[0] == '.' || length <= end ||
            strcmp(entry->d_name + length - end, FILES_SUFFIX) != 0)
            continue;
        free(contacts->path);
        free(contacts->id);
        contacts->path = memory_format("%s/%s", contacts->place, entry->d_name);
        contacts->id = memory_text_n(entry->d_name, length - end);
        char *normal = subscription_id_normal(contacts->id);
        *id = normal && strcmp(normal, contacts->id) == 0 ? contacts->id : NULL;
        *path = contacts->path;
        free(normal);
        return true;
    }
    return false;
}

void files_contacts_close(StoreContacts *contacts)
{
    if (contacts->directory)
        closedir(contacts->directory);
    free(contacts->place);
    free(contacts->id);
    free(contacts->path);
    free(contacts);
}
