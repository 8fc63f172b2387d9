/* Any bytes as the answer of a DNS server. The first one says which type was asked for. */
#include "mail/dns/dns_cares.c" // NOLINT(bugprone-suspicious-include): what takes an answer apart

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct End {
    int count, status;
    DnsMail mail;
} End;

static void ended(void *data, int status, DnsMail mail)
{
    End *end = data;
    *end = (End){end->count + 1, status, mail};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int types[] = {ns_t_mx, ns_t_a, ns_t_aaaa};
    End end = {0};
    if (size == 0)
        return 0;
    DnsCaresQuery query = {.type = types[data[0] % 3], .end = ended, .data = &end};
#if ARES_VERSION >= 0x011C00
    ares_dns_record_t *record = NULL;
    ares_status_t status = ares_dns_parse(data + 1, size - 1, 0, &record);
    take(&query, status, 0, record);
    ares_dns_record_destroy(record);
#else
    unsigned char *copy =
        memory_resize(NULL, size, 1); /* of its own size, so that ASan sees more */
    memcpy(copy, data + 1, size - 1);
    take(&query, ARES_SUCCESS, 0, copy, (int)size - 1);
    free(copy);
#endif
    if (end.count != 1 || (end.status == ARES_SUCCESS && query.type == ns_t_mx &&
                           end.mail != DNS_MX && end.mail != DNS_NULL_MX))
        abort();
    return 0;
}
