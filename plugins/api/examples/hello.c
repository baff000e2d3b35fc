/* A plugin in C: reads `*.hello` files, and knows that `hello.Greeter` has an attribute for every file of them.
 *
 *     cc -shared -fPIC -I plugins/api/include -o libsawtooth_hello.so plugins/api/examples/hello.c
 */

#include "sawtooth_plugin.h"

#include <stdlib.h>
#include <string.h>

static SawtoothStr str(const char *text) {
    return (SawtoothStr){(const uint8_t *)text, strlen(text)};
}

static int equal(SawtoothStr a, const char *b) {
    return a.len == strlen(b) && memcmp(a.ptr, b, a.len) == 0;
}

/* What hooks get as `plugin`. */
typedef struct {
    const SawtoothHostV1 *host;
    uint32_t greetings;
} Hello;

static void *create(const SawtoothHostV1 *host) {
    Hello *hello = calloc(1, sizeof *hello);
    if (hello) hello->host = host;
    return hello;
}

static void destroy(void *plugin) {
    free(plugin);
}

static int32_t describe(void *plugin, void *emit_ctx, SawtoothEmitInterest emit) {
    SawtoothInterestV1 files = {sizeof files, SAWTOOTH_INTEREST_FILES, SAWTOOTH_INTEREST_EXTRACT, str("*.hello")};
    SawtoothInterestV1 class = {sizeof class, SAWTOOTH_INTEREST_CLASS, 0, str("hello.Greeter")};
    (void)plugin;
    emit(emit_ctx, &files);
    emit(emit_ctx, &class);
    return SAWTOOTH_STATUS_OK;
}

/* Facts do not depend on a configuration: any pointer but null will do for an extractor. */
static void *extractor_create(void *plugin) {
    return plugin;
}

static void extractor_destroy(void *extractor) {
    (void)extractor;
}

static int32_t extract(const void *extractor, const SawtoothFileViewV1 *file, void *emit_ctx, SawtoothEmitBytes emit) {
    (void)extractor;
    emit(emit_ctx, file->text);
    return SAWTOOTH_STATUS_OK;
}

static int32_t link_file(void *plugin, uint32_t file, SawtoothStr path, const SawtoothStr *facts) {
    Hello *hello = plugin;
    (void)file, (void)path;
    if (facts) hello->greetings++;
    return SAWTOOTH_STATUS_OK;
}

static int32_t link_step(void *plugin) {
    Hello *hello = plugin;
    hello->host->log(hello->host->ctx, SAWTOOTH_LEVEL_INFO, str("linked"));
    return SAWTOOTH_STATUS_OK;
}

static int32_t infer_attr(void *plugin, SawtoothStr receiver, SawtoothStr name, void *emit_ctx, SawtoothEmitText emit) {
    Hello *hello = plugin;
    if (hello->greetings > 0 && equal(receiver, "hello.Greeter") && equal(name, "greeting")) {
        emit(emit_ctx, str("builtins.str"));
    }
    return SAWTOOTH_STATUS_OK;
}

static int32_t memory_usage(void *plugin, void *emit_ctx, SawtoothEmitMemory emit) {
    (void)plugin;
    emit(emit_ctx, str("state"), sizeof(Hello));
    return SAWTOOTH_STATUS_OK;
}

const SawtoothPluginV1 *sawtooth_plugin_v1(void) {
    static SawtoothPluginV1 table = {
        .size = sizeof table,
        .abi_major = SAWTOOTH_ABI_MAJOR,
        .abi_minor = SAWTOOTH_ABI_MINOR,
        .schema_hash = 1,
        .create = create,
        .destroy = destroy,
        .describe = describe,
        .extractor_create = extractor_create,
        .extractor_destroy = extractor_destroy,
        .extract = extract,
        .link_file = link_file,
        .link_step = link_step,
        .infer_attr = infer_attr,
        .memory_usage = memory_usage,
    };
    table.id = str("hello");
    table.version = str("1.0");
    return &table;
}
