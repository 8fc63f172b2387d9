#include "tui/widgets/bindings.h"

#include <criterion/criterion.h>

static int ran;

static void run(void *data)
{
    ran += *(int *)data;
}

static const BindingCommand commands[] = {{"save", run, 0}, {"help", run, 0}, {NULL, NULL, 0}};

static Key key_of(const char *name)
{
    Key key;
    cr_assert(input_key_parse(name, &key), "%s", name);
    return key;
}

static void add(Bindings *bindings, int *data, const char *command, const char *key,
                const char *other)
{
    const char *names[] = {key, other};
    cr_assert(bindings_add(bindings, commands, data, command, names, other ? 2 : 1, "Label", ""));
}

Test(bindings, a_key_runs_what_the_innermost_set_says)
{
    int one = 1, ten = 10;
    Bindings inner = {0}, outer = {0};
    add(&inner, &one, "save", "Ctrl-S", NULL);
    add(&outer, &ten, "help", "Ctrl-S", "F1");
    BindingChain chain = {0};
    binding_chain_add(&chain, &inner);
    binding_chain_add(&chain, &outer);
    const Binding *found = binding_chain_find(&chain, key_of("Ctrl-S"));
    found->run(found->data);
    cr_expect_eq(ran, 1);
    cr_expect_str_eq(found->command, "save");
    cr_expect_str_eq(binding_chain_find(&chain, key_of("F1"))->command, "help");
    cr_expect_null(binding_chain_find(&chain, key_of("F2")));
    /* The legend must not show a key that another set takes. */
    cr_expect_eq(binding_chain_first_key(&chain, &outer.items[0]), 1);
    bindings_clear(&inner);
    bindings_clear(&outer);
}

Test(bindings, a_character_is_no_command_while_one_types)
{
    int one = 1;
    Bindings bindings = {0};
    add(&bindings, &one, "help", "?", "F1");
    BindingChain chain = {.typing = false};
    binding_chain_add(&chain, &bindings);
    cr_expect_not_null(binding_chain_find(&chain, key_of("?")));
    cr_expect_eq(binding_chain_first_key(&chain, &bindings.items[0]), 0);
    chain.typing = true;
    cr_expect_null(binding_chain_find(&chain, key_of("?")));
    cr_expect_eq(binding_chain_first_key(&chain, &bindings.items[0]), 1);
    bindings_clear(&bindings);
}

Test(bindings, an_unknown_command_or_key_is_refused)
{
    Bindings bindings = {0};
    const char *good[] = {"F1"}, *bad[] = {"Strange-Key"};
    cr_expect_not(bindings_add(&bindings, commands, NULL, "fly", good, 1, "", ""));
    cr_expect_not(bindings_add(&bindings, commands, NULL, "save", bad, 1, "", ""));
    cr_expect_eq(bindings.count, 0);
    bindings_clear(&bindings);
}
