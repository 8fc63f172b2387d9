/* german.h: the program in German, in a locale that was made for the tests. */
#ifndef WORDS_GERMAN_H
#define WORDS_GERMAN_H

#define GERMAN_LOCALE "LC_ALL=de_DE.UTF-8"
#define GERMAN_PATH   "LOCPATH=" LOCALES

#endif
