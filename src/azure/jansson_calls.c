/* Jansson, which only commands need, and pages that ask the mail program. */
#include "base/library.h"

#include <jansson.h>

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): ours are words */

#define CALL(type, name, parameters, arguments)                                                    \
    LIBRARY_CALL(SECCONTACTS_JANSSON, type, name, parameters, arguments)

CALL(json_t *, json_loadb, (const char *text, size_t length, size_t flags, json_error_t *error),
     (text, length, flags, error))
CALL(json_t *, json_loads, (const char *text, size_t flags, json_error_t *error),
     (text, flags, error))
CALL(char *, json_dumps, (const json_t *json, size_t flags), (json, flags))
CALL(int, json_dumpf, (const json_t *json, FILE *out, size_t flags), (json, out, flags))
CALL(void, json_delete, (json_t * json), (json))
CALL(json_t *, json_array, (void), ())
CALL(int, json_array_append_new, (json_t * array, json_t *value), (array, value))
CALL(int, json_array_extend, (json_t * array, json_t *others), (array, others))
CALL(json_t *, json_array_get, (const json_t *array, size_t index), (array, index))
CALL(size_t, json_array_size, (const json_t *array), (array))
CALL(json_t *, json_object, (void), ())
CALL(json_t *, json_object_get, (const json_t *object, const char *key), (object, key))
CALL(int, json_object_set_new, (json_t * object, const char *key, json_t *value),
     (object, key, value))
CALL(int, json_object_del, (json_t * object, const char *key), (object, key))
CALL(json_t *, json_copy, (json_t * json), (json))
CALL(void *, json_object_iter, (json_t * object), (object))
CALL(void *, json_object_iter_next, (json_t * object, void *at), (object, at))
CALL(const char *, json_object_iter_key, (void *at), (at))
CALL(json_t *, json_object_iter_value, (void *at), (at))
CALL(void *, json_object_key_to_iter, (const char *key), (key))
CALL(json_t *, json_string, (const char *text), (text))
CALL(const char *, json_string_value, (const json_t *string), (string))
CALL(size_t, json_string_length, (const json_t *string), (string))
CALL(json_t *, json_integer, (json_int_t value), (value))
CALL(json_int_t, json_integer_value, (const json_t *integer), (integer))
CALL(double, json_number_value, (const json_t *number), (number))
CALL(json_t *, json_true, (void), ())
CALL(json_t *, json_false, (void), ())
CALL(json_t *, json_null, (void), ())
CALL(json_t *, json_vpack_ex,
     (json_error_t * error, size_t flags, const char *format, va_list values),
     (error, flags, format, values))

json_t *json_pack(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    json_t *packed = json_vpack_ex(NULL, 0, format, values);
    va_end(values);
    return packed;
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
