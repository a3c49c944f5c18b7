/* Reads a damaged outbox as if it had another first page, and never writes it.
 *
 * How it works: a file system of SQLite's (sqlite.org/vfs.html) that is the usual one, but that the
 * methods of a database's file are replaced where it reads. */
#include <stdio.h>
#include <stdlib.h>

#include "alerts/outbox_sql.h"

/* The first member is what SQLite has a pointer to. */
struct lent_file {
    sqlite3_io_methods methods;
    const sqlite3_io_methods *usual;
    const uint8_t *page;
};

struct outbox_lend {
    sqlite3_vfs vfs;
    const sqlite3_vfs *usual;
    struct lent_file file; /* the one that was opened last */
    char name[48];
    uint8_t page[OUTBOX_PAGE];
};

static int lent_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    const struct lent_file *l = (const struct lent_file *)file->pMethods;
    int code = l->usual->xRead(file, out, n, at);
    if (at >= OUTBOX_PAGE)
        return code;
    size_t lent = OUTBOX_PAGE - (size_t)at;
    bool all = lent >= (size_t)n;
    memcpy(out, l->page + at, all ? (size_t)n : lent);
    return all ? SQLITE_OK : code;
}

static int lent_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
    (void)file, (void)p, (void)n, (void)at;
    return SQLITE_READONLY;
}

static int lent_truncate(sqlite3_file *file, sqlite3_int64 n)
{
    (void)file, (void)n;
    return SQLITE_READONLY;
}

static int lent_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    enum { WITH_LOG = 2 }; /* and no pages that are mapped and not read */
    struct outbox_lend *l = (struct outbox_lend *)vfs;
    int code = l->usual->xOpen(vfs, name, file, flags, out);
    if (code != SQLITE_OK || (flags & SQLITE_OPEN_MAIN_DB) == 0)
        return code;
    l->file = (struct lent_file){ *file->pMethods, file->pMethods, l->page };
    l->file.methods.iVersion = WITH_LOG;
    l->file.methods.xRead = lent_read;
    l->file.methods.xWrite = lent_write;
    l->file.methods.xTruncate = lent_truncate;
    file->pMethods = &l->file.methods;
    return code;
}

struct outbox_lend *outbox_lend_new(const uint8_t page[static OUTBOX_PAGE])
{
    const sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
    struct outbox_lend *l = usual != NULL ? calloc(1, sizeof *l) : NULL;
    if (l == NULL)
        return NULL;
    l->usual = usual;
    l->vfs = *usual;
    (void)snprintf(l->name, sizeof l->name, "camwarden-lend-%p", (void *)l);
    l->vfs.zName = l->name;
    l->vfs.xOpen = lent_open;
    memcpy(l->page, page, sizeof l->page);
    if (sqlite3_vfs_register(&l->vfs, 0) == SQLITE_OK)
        return l;
    free(l);
    return NULL;
}

const char *outbox_lend_vfs(const struct outbox_lend *l)
{
    return l->name;
}

void outbox_lend_free(struct outbox_lend *l)
{
    if (l == NULL)
        return;
    (void)sqlite3_vfs_unregister(&l->vfs);
    free(l);
}
