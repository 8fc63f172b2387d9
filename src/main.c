#include <stdio.h>

int main(void)
{
    puts("seccontacts " SECCONTACTS_VERSION);
    return 0;
}
