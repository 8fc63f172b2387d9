/* stack_internal.h: what stack.c and its drawing share. */
#ifndef TUI_APP_STACK_INTERNAL_H
#define TUI_APP_STACK_INTERNAL_H

#include "tui/app/stack.h"
#include "tui/widgets/dialog.h"

typedef enum Leaving { LEAVING_NOTHING, LEAVING_PAGE, LEAVING_ALL } Leaving;

/* How the window is shared out; a change of it means to draw everything. */
typedef struct Layout {
    int rows, columns, legend_rows, message_rows, dialog_rows;
    size_t depth;
    const Page *top;
} Layout;

/* What was typed and waits for what is still being read, the first key first. */
typedef struct Held {
    Input *inputs;
    size_t count, capacity;
    const Page *page;   /* that they are for */
    const Page *unseen; /* came unasked, and is not drawn; NULL: none */
    const Page *fresh;  /* came unasked: what came before it was drawn is not for it; NULL: none */
    AnswerGuard guard;  /* of that page */
    long since;         /* page_now() */
    bool told;          /* the message line says so */
} Held;

struct Stack {
    Session *session;
    const Form *words;
    Bindings bindings, root_bindings; /* of every page; of the first one, which has no way back */
    Bindings held_bindings;           /* while keys wait */
    Bindings job_bindings;            /* while the message line tells of a job */
    Held held;
    Page **pages;
    size_t count, capacity;
    Page **gone; /* left, but perhaps still running */
    size_t gone_count, gone_capacity;
    Leaving leaving;
    char *message; /* NULL: none */
    char *told;    /* stands in its place; NULL: nothing */
    Style message_style;
    const void *stops_for; /* the page where Esc stops what is told; NULL: none */
    bool job_told;         /* what is told is a job's */
    Dialog *dialog;        /* NULL: no question */
    Bindings choices;
    void (*answer)(const char *command, void *data);
    void *answer_data;
    bool redraw, message_changed, too_small;
    bool rereading;   /* the user has asked for it */
    bool asked;       /* and for the page that comes next, until he does something else */
    bool asked_drawn; /* and has seen the window without it */
    Layout drawn;
    BindingChain drawn_chain;
    char *drawn_mark; /* NULL before the first drawing */
};

/* stack.c: does what was typed. */
void stack_take(Stack *stack, const Input *input);

/* stack_paste.c: gives a paste to the topmost page, or does what its keys would. */
void stack_paste(Stack *stack, const Input *input);

/* type_ahead.c: keeps what has to wait; false where it has not. */
bool type_ahead_back(Stack *stack, const Input *input);

/* Does what need not wait any more. Returns as stack_tick() does. */
int type_ahead_tick(Stack *stack);

/* What waits is not wanted any more. */
void type_ahead_forget(Stack *stack);

/* Binds the key that gives up what waits. */
void type_ahead_bind(Stack *stack);

#endif
