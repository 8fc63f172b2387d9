#include "store/drafts/identity.h"

#include "base/memory.h"
#include "base/visible.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLAIMED_MOST 64
#define NO_LOGIN     UINT32_MAX

char *identity_name(uid_t number)
{
    char buffer[4096];
    struct passwd entry, *user = NULL;
    if (getpwuid_r(number, &entry, buffer, sizeof buffer, &user) == 0 && user && *user->pw_name)
        return memory_text(user->pw_name);
    return memory_format("%ju", (uintmax_t)number);
}

char *identity_user(void)
{
    const char *caller = getenv("SUDO_USER");
    if (geteuid() == 0 && caller && *caller)
        return memory_text(caller);
    return identity_name(geteuid());
}

char *identity_login(void)
{
    char text[32] = "";
    int file = open("/proc/self/loginuid", O_RDONLY | O_CLOEXEC);
    ssize_t length = file >= 0 ? read(file, text, sizeof text - 1) : -1;
    if (file >= 0)
        close(file);
    if (length <= 0)
        return NULL;
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    return end > text && number < NO_LOGIN ? identity_name((uid_t)number) : NULL;
}

char *identity_claimed(void)
{
    static const char *const variables[] = {"SUDO_USER", "DOAS_USER"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *name = getenv(variables[i]);
        if (name && *name)
            return visible_text_n(name, strnlen(name, CLAIMED_MOST));
    }
    return NULL;
}

/* The first word of `text` where it is an address; its zone ("%eth0") is left out. */
static char *address_in(const char *text)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    char *word = memory_text_n(text, strcspn(text, " "));
    word[strcspn(word, "%")] = '\0';
    if (inet_pton(AF_INET, word, bytes) == 1 || inet_pton(AF_INET6, word, bytes) == 1)
        return word;
    free(word);
    return NULL;
}

char *identity_address(void)
{
    static const char *const variables[] = {"SSH_CONNECTION", "SSH_CLIENT"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *text = getenv(variables[i]);
        char *address = text ? address_in(text) : NULL;
        if (address)
            return address;
    }
    return NULL;
}

char *identity_host(void)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return memory_text(*host ? host : "localhost");
}

char *identity_text(void)
{
    char *user = identity_name(getuid()), *login = identity_login();
    char *claimed = identity_claimed(), *address = identity_address(), *host = identity_host();
    char *text = memory_format("%s (uid %lld)%s%s%s%s%s%s, on %s", user, (long long)getuid(),
                               login ? ", login " : "", login ? login : "",
                               claimed ? ", claims to be for " : "", claimed ? claimed : "",
                               address ? ", from " : "", address ? address : "", host);
    free(user);
    free(login);
    free(claimed);
    free(address);
    free(host);
    return text;
}
