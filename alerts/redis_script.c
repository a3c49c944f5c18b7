/* How it works: the cursor is read; lines at or before it, by epoch, then by number, are passed
 * over. Redis does not take back what a script has done when a later command of it fails. So the
 * cursor is written first as it was: if memory is full, a right is missing or this is a replica,
 * that fails while nothing is done. Then the lines, then the cursor as it is now; and as it is
 * always written, WAIT always has something to wait for. What is trimmed comes last: when that
 * fails the lines are sent again, and passed over.
 *
 * Several calls may be on their way at once. If one of them fails, the next must not move the
 * cursor over its lines: so each says which number must have arrived before.
 *
 * Redis Cluster hashes of a key what stands in its first pair of braces, if that is anything, else
 * the whole key. */
#include "alerts/redis_script.h"

#include <stdio.h>
#include <string.h>

const uint64_t redis_number_end = (uint64_t)1 << 53; /* numbers of Lua are doubles */

const char redis_script[] =
    "local function try(...)\n"
    "  local answer = redis.pcall(...)\n"
    "  if type(answer) ~= 'table' or not answer.err then return answer end\n"
    "  if string.find(answer.err, 'user executing', 1, true) then\n"
    "    error({ err = 'NOPERM ' .. answer.err })\n"
    "  end\n"
    "  error({ err = answer.err })\n"
    "end\n"
    "local key, cursor = KEYS[1], KEYS[2]\n"
    "local list = {\n"
    "  length = function() return try('LLEN', key) end,\n"
    "  push = function(from) try('RPUSH', key, unpack(ARGV, from)) end,\n"
    "  trim = function(max) try('LTRIM', key, -max, -1) end,\n"
    "}\n"
    "local stream = {\n"
    "  length = function() return try('XLEN', key) end,\n"
    "  push = function(from)\n"
    "    for i = from, #ARGV do try('XADD', key, '*', 'eve', ARGV[i]) end\n"
    "  end,\n"
    "  trim = function(max) try('XTRIM', key, 'MAXLEN', '~', max) end,\n"
    "}\n"
    "local function deliver()\n"
    "  local to = ARGV[1] == 'stream' and stream or list\n"
    "  local epoch, first, before = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])\n"
    "  local max, seconds, lines = tonumber(ARGV[5]), ARGV[6], #ARGV - 6\n"
    "  local was = try('GET', cursor) or '0-0'\n"
    "  local e, n = string.match(was, '^(%d+)-(%d+)$')\n"
    "  if not e then error({ err = 'CURSOR ' .. cursor .. ' holds something else' }) end\n"
    "  e, n = tonumber(e), tonumber(n)\n"
    "  if before > 0 and (e < epoch or e == epoch and n < before) then\n"
    "    error({ err = 'CURSOR what comes before these lines has not arrived' })\n"
    "  end\n"
    "  local there = 0\n"
    "  if e > epoch then there = lines end\n"
    "  if e == epoch then there = math.min(math.max(n - first + 1, 0), lines) end\n"
    "  try('SET', cursor, was, 'EX', seconds)\n"
    "  if there < lines then\n"
    "    to.push(7 + there)\n"
    "    local now = string.format('%s-%.0f', ARGV[2], first + lines - 1)\n"
    "    try('SET', cursor, now, 'EX', seconds)\n"
    "  end\n"
    "  local length = to.length()\n"
    "  local left = length\n"
    "  if max > 0 then\n"
    "    to.trim(max)\n"
    "    left = to.length()\n"
    "  end\n"
    "  return { tostring(there), tostring(length - left), tostring(left), was }\n"
    "end\n"
    "local ok, answer = pcall(deliver)\n"
    "if ok then return answer end\n"
    "return { err = type(answer) == 'table' and answer.err or tostring(answer) }\n";

const char redis_script_name[] = "968db87a993bdd541916d0096c1282e3cd26ec92";

/* The part of a key that decides on its slot. false: it cannot stand in braces. */
static bool find_tag(const char *key, const char **tag, size_t *n)
{
    const char *open = strchr(key, '{');
    const char *close = open != NULL ? strchr(open, '}') : NULL;
    bool tagged = close != NULL && close > open + 1;
    *tag = tagged ? open + 1 : key;
    *n = tagged ? (size_t)(close - open - 1) : strlen(key);
    return *n > 0 && memchr(*tag, '}', *n) == NULL;
}

bool redis_cursor_key(const char *key, const char *sender, char *out, size_t room)
{
    const char *tag;
    size_t n;
    if (!find_tag(key, &tag, &n))
        return false;
    bool whole = n == strlen(key); /* else two keys of one slot would have one cursor */
    int length = snprintf(out, room, "camwarden:delivered:{%.*s}:%s%s%s", (int)n, tag,
                          whole ? "" : key, whole ? "" : ":", sender);
    return length > 0 && (size_t)length < room;
}

/* A number, and what follows it. */
static bool take_number(struct bytes *text, uint64_t *out)
{
    uint64_t number = 0;
    size_t n = 0;
    while (n < text->n && text->p[n] >= '0' && text->p[n] <= '9' && number < redis_number_end)
        number = number * 10 + (uint64_t)(text->p[n++] - '0');
    *text = bytes_after(*text, n);
    *out = number;
    return n > 0 && number < redis_number_end;
}

static bool read_number(const struct redis_answer *a, size_t i, uint64_t *out)
{
    struct bytes text = redis_answer_text(redis_answer_part(a, i));
    return take_number(&text, out) && text.n == 0;
}

static bool read_place(const struct redis_answer *a, size_t i, struct redis_pushed *out)
{
    struct bytes text = redis_answer_text(redis_answer_part(a, i));
    if (!take_number(&text, &out->epoch) || text.n == 0 || text.p[0] != '-')
        return false;
    text = bytes_after(text, 1);
    return take_number(&text, &out->number) && text.n == 0;
}

bool redis_pushed_read(const struct redis_answer *a, size_t lines, struct redis_pushed *out)
{
    return redis_answer_count(a) == 4 && read_number(a, 0, &out->there) && out->there <= lines &&
           read_number(a, 1, &out->trimmed) && read_number(a, 2, &out->depth) &&
           read_place(a, 3, out);
}
