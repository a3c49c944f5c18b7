#include "capture/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/savefile.h"

/* What the file begins with; less than SAVEFILE_HEAD bytes if it is shorter. */
static bool read_head(const char *path, uint8_t head[SAVEFILE_HEAD], size_t *n, struct error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, head, SAVEFILE_HEAD) : -1;
    int why = errno;
    if (fd >= 0)
        close(fd);
    *n = got > 0 ? (size_t)got : 0;
    return got >= 0 || fail(e, "cannot be read: %s", strerrordesc_np(why));
}

const struct source *source_for(const char *path, struct error *e)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        return &pcap_stream_source;
    if (stat(path, &st) != 0) {
        fail(e, "cannot be opened: %s", strerrordesc_np(errno));
        return NULL;
    }
    if (!S_ISREG(st.st_mode)) /* a pipe has no first bytes to spare */
        return &pcap_stream_source;
    uint8_t head[SAVEFILE_HEAD];
    size_t n = 0;
    if (!read_head(path, head, &n, e))
        return NULL;
    return savefile_recognise((struct bytes){ head, n }) ? &pcap_file_source : &pcap_stream_source;
}
