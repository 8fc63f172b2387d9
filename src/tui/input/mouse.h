/* mouse.h: what the mouse does, as a value. */
#ifndef TUI_INPUT_MOUSE_H
#define TUI_INPUT_MOUSE_H

typedef enum MouseKind {
    MOUSE_PRESS, /* of the first button */
    MOUSE_WHEEL_UP,
    MOUSE_WHEEL_DOWN,
} MouseKind;

typedef struct Mouse {
    MouseKind kind;
    int row, column; /* on the screen, from 0 */
} Mouse;

/* What became of a press upon a widget. */
typedef enum Click {
    CLICK_NOWHERE, /* there is nothing that it could mean */
    CLICK_TAKEN,   /* what is there has the focus now */
    CLICK_AGAIN,   /* it had it before: do what Enter does */
} Click;

#endif
