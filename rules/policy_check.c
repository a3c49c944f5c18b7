#include "rules/policy_check.h"

#include <yaml.h>

#include "rules/nearest.h"
#include "rules/policy_format.h"
#include "rules/policy_schema.h"

/* One check. The schema is a tree, so how deep it goes is fixed. */
struct check {
    const char *path;
    yaml_document_t *document;
    struct error *e;
};

static bool wrong_at(struct check *c, const yaml_mark_t *mark, const char *sentence)
{
    return fail(c->e, "%s:%zu:%zu: %s", c->path, mark->line + 1, mark->column + 1, sentence);
}

static bool wrong(struct check *c, const yaml_node_t *n, const char *format, const char *word)
{
    struct error sentence;
    char shape[128];
    (void)snprintf(shape, sizeof shape, "%s", format);
    const char *at = strstr(shape, "%s");
    if (at == NULL)
        return wrong_at(c, &n->start_mark, format);
    (void)fail(&sentence, "%.*s%s%s", (int)(at - shape), shape, word, at + 2);
    return wrong_at(c, &n->start_mark, sentence.s);
}

static const char *text_of_node(const yaml_node_t *n)
{
    return n->type == YAML_SCALAR_NODE ? (const char *)n->data.scalar.value : "";
}

/* The functions from here on call each other as deep as the schema is, which is four levels;
 * aliases in the file lead no deeper. NOLINTBEGIN(misc-no-recursion): bounded by the schema */
static bool check_value(struct check *c, const cyaml_schema_value_t *schema, int node,
                        const char *key);

static const cyaml_schema_field_t *find_field(const cyaml_schema_field_t *fields, const char *key)
{
    for (; fields->key != NULL; fields++)
        if (strcmp(fields->key, key) == 0)
            return fields;
    return NULL;
}

static bool unknown_key(struct check *c, const yaml_node_t *key, const cyaml_schema_field_t *fields)
{
    struct error sentence;
    struct nearest n = nearest_to(text_of_node(key));
    for (; fields->key != NULL; fields++)
        nearest_try(&n, fields->key);
    if (n.best != NULL)
        (void)fail(&sentence, "unknown key '%s'; did you mean '%s'?", n.word, n.best);
    else
        (void)fail(&sentence, "unknown key '%s'", n.word);
    return wrong_at(c, &key->start_mark, sentence.s);
}

static bool has_key(struct check *c, const yaml_node_t *mapping, const yaml_node_pair_t *before,
                    const char *key)
{
    for (const yaml_node_pair_t *p = mapping->data.mapping.pairs.start; p < before; p++)
        if (strcmp(text_of_node(yaml_document_get_node(c->document, p->key)), key) == 0)
            return true;
    return false;
}

static bool check_pair(struct check *c, const cyaml_schema_field_t *fields,
                       const yaml_node_t *mapping, const yaml_node_pair_t *pair)
{
    const yaml_node_t *key = yaml_document_get_node(c->document, pair->key);
    const cyaml_schema_field_t *field = find_field(fields, text_of_node(key));
    if (field == NULL)
        return unknown_key(c, key, fields);
    if (has_key(c, mapping, pair, field->key))
        return wrong(c, key, "'%s' stands here twice", field->key);
    return check_value(c, &field->value, pair->value, field->key);
}

/* A camera is found by at least one of these. */
static bool check_camera(struct check *c, const yaml_node_t *n, const char *key)
{
    const yaml_node_pair_t *end = n->data.mapping.pairs.top;
    if (strcmp(key, "cameras") != 0 || has_key(c, n, end, "mac") || has_key(c, n, end, "ip") ||
        has_key(c, n, end, "network"))
        return true;
    return wrong(c, n, "this camera needs one of 'mac', 'ip' and 'network'", "");
}

/* How old a password is shows by its fingerprint only. */
static bool check_passwords(struct check *c, const yaml_node_t *n, const char *key)
{
    const yaml_node_pair_t *end = n->data.mapping.pairs.top;
    if (strcmp(key, "passwords") != 0 || !has_key(c, n, end, "max_age") ||
        has_key(c, n, end, "fingerprints"))
        return true;
    return wrong(c, n, "'max_age' needs 'fingerprints: on' beside it", "");
}

static bool check_mapping(struct check *c, const cyaml_schema_value_t *schema, const yaml_node_t *n,
                          const char *key)
{
    if (n->type != YAML_MAPPING_NODE)
        return wrong(c, n, "'%s' must hold keys and values", key);
    const cyaml_schema_field_t *fields = schema->mapping.fields;
    for (const yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top;
         p++)
        if (!check_pair(c, fields, n, p))
            return false;
    for (; fields->key != NULL; fields++) {
        bool needed = (fields->value.flags & CYAML_FLAG_OPTIONAL) == 0;
        if (needed && !has_key(c, n, n->data.mapping.pairs.top, fields->key))
            return wrong(c, n, "'%s' is missing here", fields->key);
    }
    return check_camera(c, n, key) && check_passwords(c, n, key);
}

static bool check_sequence(struct check *c, const cyaml_schema_value_t *schema,
                           const yaml_node_t *n, const char *key)
{
    if (n->type != YAML_SEQUENCE_NODE)
        return wrong(c, n, "'%s' must be a list", key);
    for (const yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top;
         i++)
        if (!check_value(c, schema->sequence.entry, *i, key))
            return false;
    return true;
}

static bool check_word(struct check *c, const cyaml_schema_value_t *schema, const yaml_node_t *n,
                       const char *key)
{
    struct error sentence;
    struct nearest near = nearest_to(text_of_node(n));
    for (uint32_t i = 0; i < schema->enumeration.count; i++) {
        if (strcmp(schema->enumeration.strings[i].str, near.word) == 0)
            return true;
        nearest_try(&near, schema->enumeration.strings[i].str);
    }
    if (near.best != NULL)
        (void)fail(&sentence, "'%s' cannot be '%s'; did you mean '%s'?", key, near.word, near.best);
    else
        (void)fail(&sentence, "'%s' cannot be '%s'", key, near.word);
    return wrong_at(c, &n->start_mark, sentence.s);
}

static bool check_text(struct check *c, const cyaml_schema_value_t *schema, const yaml_node_t *n,
                       const char *key)
{
    struct error sentence;
    const char *s = text_of_node(n);
    if (strlen(s) != n->data.scalar.length)
        return wrong(c, n, "'%s' has a NUL in it", key);
    if (schema->type == CYAML_STRING && s[0] == '\0')
        return wrong(c, n, "'%s' is empty", key);
    if (schema->type == CYAML_STRING && strlen(s) > schema->string.max)
        return wrong(c, n, "'%s' is too long", key);
    return policy_format_ok(key, s, c->path, &sentence) || wrong_at(c, &n->start_mark, sentence.s);
}

static bool check_value(struct check *c, const cyaml_schema_value_t *schema, int node,
                        const char *key)
{
    const yaml_node_t *n = yaml_document_get_node(c->document, node);
    if (schema->type == CYAML_MAPPING)
        return check_mapping(c, schema, n, key);
    if (schema->type == CYAML_SEQUENCE)
        return check_sequence(c, schema, n, key);
    if (n->type != YAML_SCALAR_NODE)
        return wrong(c, n, "'%s' must be one value", key);
    return schema->type == CYAML_ENUM ? check_word(c, schema, n, key)
                                      : check_text(c, schema, n, key);
}

/* NOLINTEND(misc-no-recursion) */

static bool check_document(struct check *c, bool *empty)
{
    const yaml_node_t *root = yaml_document_get_root_node(c->document);
    *empty = root == NULL;
    return root == NULL || check_value(c, &policy_schema, 1, "a policy");
}

/* What libyaml could not read. It gives bytes that are no text by their offset only. */
static bool unreadable(struct check *c, const yaml_parser_t *parser, struct bytes text)
{
    if (parser->error != YAML_READER_ERROR)
        return wrong_at(c, &parser->problem_mark,
                        parser->problem != NULL ? parser->problem : "this is no YAML");
    yaml_mark_t mark = { 0 };
    for (size_t i = 0; i < text.n && i < parser->problem_offset; i++) {
        mark.line += text.p[i] == '\n';
        mark.column = text.p[i] == '\n' ? 0 : mark.column + 1;
    }
    return wrong_at(c, &mark, "this is no text in UTF-8");
}

/* After the policy nothing more may come. */
static bool check_end(struct check *c, yaml_parser_t *parser, struct bytes text)
{
    yaml_document_t second;
    if (yaml_parser_load(parser, &second) == 0)
        return unreadable(c, parser, text);
    bool ok = yaml_document_get_root_node(&second) == NULL;
    if (!ok)
        (void)wrong_at(c, &second.start_mark, "a second document begins here; a policy is one");
    yaml_document_delete(&second);
    return ok;
}

bool policy_check(const char *path, struct bytes text, bool *empty, struct error *e)
{
    yaml_parser_t parser;
    yaml_document_t document;
    struct check c = { .path = path, .document = &document, .e = e };
    if (yaml_parser_initialize(&parser) == 0)
        return fail(e, "%s: no memory to read it", path);
    yaml_parser_set_input_string(&parser, text.p, text.n);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    bool ok = yaml_parser_load(&parser, &document) != 0;
    if (ok) {
        ok = check_document(&c, empty) && (*empty || check_end(&c, &parser, text));
        yaml_document_delete(&document);
    } else {
        (void)unreadable(&c, &parser, text);
    }
    yaml_parser_delete(&parser);
    return ok;
}
