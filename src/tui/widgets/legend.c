#include "tui/widgets/legend.h"

#include "tui/widgets/screen.h"

#include <string.h>

#define GAP        3
#define ENTRIES    32
#define LEFT       1 /* columns left free at the edge */
#define OUTER_KEPT 2 /* entries of the outermost set that stay whatever happens */

/* The first two are no reason for another row. */
enum { WORTH_RARE, WORTH_OUTER, WORTH_USUAL, WORTH_KEPT, WORTHS };

typedef struct Entry {
    Key press;
    const char *key, *label;
    int row, column; /* within the legend */
    int width;
    int worth; /* the least go first where there is too little room */
} Entry;

static int entry_width(const char *key, const char *label)
{
    return screen_text_width(key, strlen(key)) + 1 + screen_text_width(label, strlen(label));
}

/* A command that an inner set has too is named once. */
static bool is_named(const BindingChain *chain, size_t set, const char *command)
{
    for (size_t i = 0; i < set; i++) {
        for (size_t j = 0; j < chain->sets[i]->count; j++) {
            const Binding *inner = &chain->sets[i]->items[j];
            if (strcmp(inner->command, command) == 0 && inner->label[0] != '\0')
                return true;
        }
    }
    return false;
}

static size_t collect(const BindingChain *chain, Entry *entries)
{
    size_t count = 0;
    for (size_t i = 0; i < chain->count; i++) {
        size_t of_set = 0;
        for (size_t j = 0; j < chain->sets[i]->count && count < ENTRIES; j++) {
            const Binding *binding = &chain->sets[i]->items[j];
            size_t key = binding_chain_first_key(chain, binding);
            if (binding->label[0] == '\0' || key == binding->key_count ||
                is_named(chain, i, binding->command))
                continue;
            entries[count] = (Entry){
                .press = binding->keys[key], .key = binding->names[key], .label = binding->label};
            entries[count].width = entry_width(entries[count].key, binding->label);
            bool outer = i + 1 == chain->count;
            entries[count].worth = binding->rare                  ? WORTH_RARE
                                   : outer && of_set < OUTER_KEPT ? WORTH_KEPT
                                   : outer                        ? WORTH_OUTER
                                                                  : WORTH_USUAL;
            of_set++;
            count++;
        }
    }
    return count;
}

/* The rows that the entries need, leaving out those without a width. */
static int rows_of(const Entry *entries, size_t count, int columns)
{
    int rows = 1, used = LEFT;
    for (size_t i = 0; i < count; i++) {
        if (entries[i].width == 0)
            continue;
        if (used > LEFT && used + entries[i].width > columns) {
            rows++;
            used = LEFT;
        }
        used += entries[i].width + GAP;
    }
    return rows;
}

int legend_rows(const BindingChain *chain, int columns, int most)
{
    Entry entries[ENTRIES];
    size_t count = collect(chain, entries);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].worth < WORTH_USUAL)
            entries[i].width = 0;
    }
    int rows = rows_of(entries, count, columns);
    return rows < most ? rows : most;
}

/* Takes entries out until the rest fits: those of least worth first, from the end. */
static void fit(Entry *entries, size_t count, Area area)
{
    for (int worth = 0; worth < WORTHS; worth++) {
        for (size_t i = count; i > 0 && rows_of(entries, count, area.columns) > area.rows; i--) {
            if (entries[i - 1].worth == worth)
                entries[i - 1].width = 0;
        }
    }
}

/* The entries that are shown, each with its place; the others have no width. */
static size_t lay_out(const BindingChain *chain, Area area, Entry *entries)
{
    size_t count = collect(chain, entries);
    fit(entries, count, area);
    int row = 0, used = LEFT;
    for (size_t i = 0; i < count; i++) {
        if (entries[i].width == 0)
            continue;
        if (used > LEFT && used + entries[i].width > area.columns) {
            row++;
            used = LEFT;
        }
        entries[i].row = row;
        entries[i].column = used;
        used += entries[i].width + GAP;
    }
    return count;
}

void legend_draw(const BindingChain *chain, Area area)
{
    Entry entries[ENTRIES];
    size_t count = lay_out(chain, area, entries);
    for (int i = 0; i < area.rows; i++)
        screen_fill(area.row + i, area.column, area.columns, STYLE_NORMAL);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].width == 0)
            continue;
        int row = area.row + entries[i].row, at = area.column + entries[i].column;
        int room = area.columns - entries[i].column;
        int key = screen_text(row, at, room, STYLE_KEY, entries[i].key);
        if (room > key + 1)
            screen_text(row, at + key + 1, room - key - 1, STYLE_HINT, entries[i].label);
    }
}

bool legend_key_at(const BindingChain *chain, Area area, int row, int column, Key *key)
{
    Entry entries[ENTRIES];
    size_t count = lay_out(chain, area, entries);
    for (size_t i = 0; i < count; i++) {
        int at = area.column + entries[i].column;
        if (entries[i].width == 0 || row != area.row + entries[i].row || column < at ||
            column >= at + entries[i].width)
            continue;
        *key = entries[i].press;
        return true;
    }
    return false;
}
