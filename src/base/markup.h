/* markup.h: text inside of HTML and XML. */
#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

/* The text with the characters that mean something in markup written as references (XML 1.0, 2.4):
 * for content, and for the values of attributes in double quotes. The caller frees it. */
char *markup_text(const char *text);

#endif
