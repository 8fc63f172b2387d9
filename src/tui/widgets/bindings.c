#include "tui/widgets/bindings.h"

#include "base/language.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

void bindings_clear(Bindings *bindings)
{
    for (size_t i = 0; i < bindings->count; i++) {
        free(bindings->items[i].keys);
        free(bindings->items[i].names);
    }
    free(bindings->items);
    *bindings = (Bindings){0};
}

bool bindings_add(Bindings *bindings, const BindingCommand *commands, void *data,
                  const char *command, const char *const *names, size_t name_count,
                  const char *label, const char *help)
{
    while (commands->name && strcmp(commands->name, command) != 0)
        commands++;
    if (!commands->name)
        return false;
    Key *keys = memory_array(name_count, sizeof *keys);
    for (size_t i = 0; i < name_count; i++) {
        if (!input_key_parse(names[i], &keys[i])) {
            free(keys);
            return false;
        }
    }
    bindings->items = memory_reserve(bindings->items, &bindings->capacity, bindings->count + 1,
                                     sizeof *bindings->items);
    Binding *binding = &bindings->items[bindings->count++];
    *binding = (Binding){.command = command,
                         .label = label,
                         .help = help,
                         .keys = keys,
                         .names = memory_array(name_count, sizeof *binding->names),
                         .key_count = name_count,
                         .run = commands->run,
                         .data = data,
                         .needs = commands->needs};
    for (size_t i = 0; i < name_count; i++)
        binding->names[i] = language_name_of(LANGUAGE_KEY, names[i]);
    return true;
}

void binding_chain_add(BindingChain *chain, const Bindings *bindings)
{
    if (chain->count == sizeof chain->sets / sizeof *chain->sets)
        fatal_exit("seccontacts: defect: too many sets of keys\n", EX_SOFTWARE);
    chain->sets[chain->count++] = bindings;
}

bool binding_chain_equal(const BindingChain *a, const BindingChain *b)
{
    if (a->count != b->count || a->typing != b->typing)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (a->sets[i] != b->sets[i])
            return false;
    }
    return true;
}

const Binding *binding_chain_find(const BindingChain *chain, Key key)
{
    if (chain->typing && input_key_is_text(key))
        return NULL;
    for (size_t i = 0; i < chain->count; i++) {
        const Bindings *set = chain->sets[i];
        for (size_t j = 0; j < set->count; j++) {
            for (size_t k = 0; k < set->items[j].key_count; k++) {
                if (input_key_equal(set->items[j].keys[k], key))
                    return &set->items[j];
            }
        }
    }
    return NULL;
}

size_t binding_chain_first_key(const BindingChain *chain, const Binding *binding)
{
    size_t first = 0;
    while (first < binding->key_count && binding_chain_find(chain, binding->keys[first]) != binding)
        first++;
    return first;
}
