// The limit: libcurl and nothing around it. Fetches URL/v1/contacts/1, /2, … and decodes nothing.
// Arguments: URL, how many, how many in flight (1 uses one easy handle, as libcurl's documentation recommends).
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

static size_t received;

static size_t take(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes, (void)context;
    received += size * count;
    return size * count;
}

static CURL *prepare(struct curl_slist *headers) {
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
    return easy;
}

static void aim(CURL *easy, const char *base, int id) {
    char url[512];
    snprintf(url, sizeof url, "%s/v1/contacts/%d", base, id);
    curl_easy_setopt(easy, CURLOPT_URL, url);
}

static int one_by_one(const char *base, int count, struct curl_slist *headers) {
    CURL *easy = prepare(headers);
    for (int id = 1; id <= count; id++) {
        aim(easy, base, id);
        if (curl_easy_perform(easy) != CURLE_OK) return 1;
    }
    curl_easy_cleanup(easy);
    return 0;
}

static int many(const char *base, int count, int width, struct curl_slist *headers) {
    CURLM *multi = curl_multi_init();
    int next = 1, running = 0, left, failed = 0;
    for (int i = 0; i < width && next <= count; i++) {
        CURL *easy = prepare(headers);
        aim(easy, base, next++);
        curl_multi_add_handle(multi, easy);
    }
    do {
        curl_multi_perform(multi, &running);
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &left)) != NULL) {
            CURL *easy = message->easy_handle;
            if (message->data.result != CURLE_OK) failed = 1;
            curl_multi_remove_handle(multi, easy);
            if (next <= count) {
                aim(easy, base, next++);
                curl_multi_add_handle(multi, easy);
                running = 1;
            } else {
                curl_easy_cleanup(easy);
            }
        }
        if (running > 0) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    } while (running > 0);
    curl_multi_cleanup(multi);
    return failed;
}

int main(int argument_count, char **arguments) {
    if (argument_count != 4) return 2;
    int count = atoi(arguments[2]), width = atoi(arguments[3]);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    headers = curl_slist_append(headers, "X-Api-Key: vibe_api_bench");
    int failed = width == 1 ? one_by_one(arguments[1], count, headers) : many(arguments[1], count, width, headers);
    printf("%zu bytes\n", received);
    return failed;
}
