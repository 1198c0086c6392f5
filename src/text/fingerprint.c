/*
 * fingerprint.c - one number that tells whether two builds read text alike.
 *
 * In: a language code. Out: a hash over the versions of the text layer and of utf8proc, and over
 * the stems of probe words; libstemmer has no version call, so its answers stand for it. If an
 * upgrade of libstemmer changed the stem of "generations" alone, the English fingerprint would be
 * another, and a model compiled before is refused. It proves nothing about words not on the list.
 */
#include "text/stem.h"

#include "base/map.h"
#include "text/utf8.h"

#include <string.h>
#include <utf8proc.h>

/* Words that between them use most suffix rules of the stemmers; every stemmer reads all. */
static const char *const PROBE[] = {
    /* English */
    "abductions", "accused", "agreed", "allegedly", "argument", "attackers", "authorities",
    "beating", "beliefs", "captives", "ceasing", "ceded", "children", "civilians", "communism",
    "conditional", "controlled", "controlling", "cried", "customs", "deliberately", "deportation",
    "deported", "displacement", "dying", "early", "enslaved", "ethnically", "executed",
    "executioner", "executive", "expelled", "feudalism", "flying", "forcible", "forcibly",
    "generally", "generations", "generously", "gently", "gunned", "happiness", "hopefulness",
    "hoping", "inning", "joyfully", "killer", "killings", "labourers", "lying", "massacred",
    "massacres", "minorities", "minority", "murderous", "news", "nationalities", "only",
    "organization", "outings", "owed", "persecution", "ponies", "proceed", "radically", "rapist",
    "rebelled", "relational", "replacement", "sensational", "sensibilities", "skies", "slavery",
    "slaves", "succeeding", "systematically", "tying", "ugly", "united", "universities",
    "villagers", "violently", "women's", "workers", "yearly",
    /* Romance */
    "massacrées", "travailleuses", "nationalités", "forcément", "déplacements", "continuellement",
    "tuaient", "majestueux", "qualités", "asesinatos", "trabajadores", "desplazándose",
    "esclavitud", "rápidamente", "matándolos", "nacionalidades", "trabalhadores",
    "escravidão", "massacraram", "lavoratrici", "uccidendoli", "schiavitù", "nazionalità",
    "muncitorilor", "treballadors", "assassinats",
    /* Germanic and Nordic */
    "vertreibungen", "zwangsarbeiter", "häuser", "grüßen", "lichamelijkheden", "slachtoffers",
    "arbejdernes", "folkmordet", "slaveriets", "landsforvisningene",
    /* Baltic, Finnic, Hungarian, Turkish, Basque, Celtic */
    "darbininkams", "tappamisesta", "orjuudesta", "munkásoknak", "gyilkosságok", "köleliğinden",
    "öldürülmüşlerdi", "leri", "langileentzat", "bhfuascailtí",
    /* Indonesian */
    "pembunuhan", "diperbudaknya",
    /* Cyrillic */
    "красивыми", "убийства", "изгнанные", "рабочих", "насильственный", "принудительного",
    "убијени", "radnicima",
    /* Greek, Armenian, Yiddish */
    "δολοφονίες", "εργαζομένων", "σφαγές", "սպանություններ", "աշխատողների", "ארבעטערס",
    /* Arabic */
    "المجازر", "والمدنيين", "يقتلونهم", "العبودية", "استعبادهم", "قُتِلُوا",
    /* Devanagari, Tamil */
    "हत्याओं", "मजदूरों", "लड़कियाँ", "कामदारहरू", "கொலைகள்", "தொழிலாளர்களுக்கு",
    /* what folding alone changes */
    "ﬁeld", "Ⅷ", "İZMİR", "ＴＡＲＳＫ", "don’t", "U.N.", "re\xC2\xADgion", "١٢٣"};

enum { N_PROBE = sizeof PROBE / sizeof PROBE[0], FOLDED_MAX = 128 };

/* A running hash over pieces; ("ab", "c") and ("a", "bc") differ. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t length)
{
    unsigned char both[16];
    const uint64_t part = gv_hash_bytes(bytes, length);
    for (size_t i = 0; i < 8; i++) {
        both[i] = (unsigned char)(hash >> (8 * i));
        both[8 + i] = (unsigned char)(part >> (8 * i));
    }
    return gv_hash_bytes(both, sizeof both);
}

const char *gv_text_utf8proc_version(void)
{
    return utf8proc_version();
}

gv_status gv_text_fingerprint(const char *code, uint64_t *fingerprint)
{
    gv_stemmer *stemmer = NULL;
    GV_TRY(gv_stemmer_new(code, &stemmer));
    gv_status status = GV_OK;
    const unsigned char version = GV_TEXT_VERSION;
    uint64_t hash = mix(0, &version, sizeof version);
    hash = mix(hash, utf8proc_version(), strlen(utf8proc_version()));
    hash = mix(hash, utf8proc_unicode_version(), strlen(utf8proc_unicode_version()));
    for (size_t i = 0; i < N_PROBE; i++) {
        char folded[FOLDED_MAX];
        gv_slice stem;
        GV_TRY_DONE(gv_stemmer_stem(stemmer, PROBE[i], strlen(PROBE[i]), &stem));
        hash = mix(hash, stem.bytes, stem.length);
        const size_t length = gv_utf8_fold(PROBE[i], strlen(PROBE[i]), folded, sizeof folded);
        GV_TRY_DONE(gv_stemmer_stem(stemmer, folded, length, &stem));
        hash = mix(hash, stem.bytes, stem.length);
    }
    *fingerprint = hash;
done:
    gv_stemmer_free(stemmer);
    return status;
}
