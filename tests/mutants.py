#!/usr/bin/env python3
"""mutants.py - plants faults in the matcher and sees that the oracle comparison finds each.

usage: mutants.py LIBRARY.a [--cases N] -- LINKER FLAGS...

Each fault is one replacement in one file of src/scan/ (or another folder, named); the changed file is compiled by itself and
linked before the library, whose own copy is then left out. A fault whose text is no longer in the
file is an error here, so that the list cannot go stale. Prints "ok mutant ..." or "not ok mutant ...".
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)

MUTANTS = [
    ('a gap one word too short', 'pattern.c', 'for (uint32_t i = 0; i < n; i++) {\n        set |=',
     'for (uint32_t i = 1; i < n; i++) {\n        set |='),
    ('a gap that forgets what it must avoid', 'pattern.c', 'if (nearest_end <= word + 1) {', 'if (0) {'),
    ('a gap crosses the marks it must not', 'pattern.c', '(tokens[n].marks & marks) != 0', '(0)'),
    ('torn words are joined over marks', 'keys.c', 'second->marks != GV_MARK_BLANK ||', ''),
    ('a mask is lost', 'cues.c', 'masked = 1;', 'masked = 0;'),
    ('a cue ignores its stop', 'reach.c', '!is_stopped(scanner, stop, hit->end, x)',
     '!is_stopped(scanner, GV_IMAGE_NONE, hit->end, x)'),
    ('a cue reaches over the clause', 'reach.c',
     'return reach->scope == GV_SCOPE_SENTENCE || x < gv_clause_end(scanner, hit->end - 1);', 'return 1;'),
    ('a cue reaches one word too far', 'reach.c', 'x >= hit->end + words', 'x > hit->end + words'),
    ('the farther cue is taken for evidence', 'cues.c',
     '(*best == NULL || is_nearer(hit, *best, x, y))', '(*best == NULL || is_nearer(*best, hit, x, y))'),
    ('an exception strikes nothing from the mention', 'cues.c', 'uint64_t struck = skip->skips;',
     'uint64_t struck = 0;'),
    ('an exception eats cues for mentions it may not touch', 'strike.c',
     'if (gv_fits_has(fits, hit->frame - n_rules)) {', 'if (1) {'),
    ('a nearer exception strikes what is as near', 'cues.c', '<= gv_reach_distance(cue, x, y)',
     '< gv_reach_distance(cue, x, y)'),
    ('an exception does not eat the cue it overlaps', 'strike.c', 'scanner->struck[token] |= model->tests[test].skips;',
     'scanner->struck[token] |= 0;'),
    ('a cue touches mentions it is not for', 'fits.c', 'return frame->n_targets == 0;', 'return 1;'),
    ('one word of an item of "for" is enough', 'fits.c', 'fits = fits && index == (', 'fits = index == ('),
    ('a cue is thought to look one word less far', 'model/traits.c', 'widen(&trait->right, longest + words);',
     'widen(&trait->right, longest + words - 1);'),
    ('a cue is thought to look one word less far back', 'model/traits.c', 'widen(&trait->left, words);',
     'widen(&trait->left, words - 1);'),
    ('a cue that looks far is thought not to', 'model/traits.c', 'trait->part = GV_PART_FAR;', ''),
    ('an exception is asked for where nothing is struck, only', 'hits.c', '(tests | strikers)) != 0;',
     '(tests | strikers)) == 0;'),
    ('an exception with a note is asked for only where it strikes', 'model/traits.c', 'test->note == GV_IMAGE_NONE', '1'),
    ('a rarest word is not looked for', 'model/beginnings_far.c',
     '(make->anchors[bit] & ~(unsigned)CHOSEN) | GV_BEGINS_NEED', 'GV_BEGINS_NEED'),
    ('a slot reaches one word too far', 'slots.c', 'filler.end + reach <= first', 'filler.end + reach < first'),
    ('a guard is not asked', 'slots.c', 'for (uint32_t i = 0; i < slot->n_guards; i++) {', 'for (uint32_t i = 1; i < slot->n_guards; i++) {'),
    ('a trigger fills its own slot', 'slots.c', 'return own ? found.filler[1] : found.filler[0];',
     'return own ? found.filler[0] : found.filler[0];'),
    ('one sign is enough for "2 of"', 'slots.c', 'slot->role == GV_SLOT_NEED ? slot->required : 1;', '1;'),
    ('an unless excuses nothing', 'slots.c', 'excused = 1;', 'excused = 0;'),
    ('the smallest number is kept', 'numbers.c', 'number->count_value > *largest', '(*largest == 0 || number->count_value < *largest)'),
    ('a year counts people', 'numbers.c', 'number->end != 0 && !number->year', 'number->end != 0'),
    ('the same rule counts twice', 'decide.c', 'mentions[to].rule != mentions[to - 1].rule', '1'),
    ('a slot is thought to look at its sentence only', 'model/model_needs.c',
     '!looks_beyond_sentence(&slots[i + k])', '1'),
    ('one way to fill a slot is thought the only one', 'model/model_needs.c',
     'if (slots[i].n_alternatives == 0) {', 'if (1) {'),
    ('what may be absent is thought to be needed', 'model/model_needs.c',
     'return !element->optional &&', 'return'),
    ('a word is thought never to be its own stem', 'text/stem_set.c', 'return length > 0 &&',
     'return length == 0 &&'),
    ('a span is thought to be shorter than it can be', 'anchored.c', 'done += more;', 'done += more + 1;'),
    ('a word that was met lacks what it anchors', 'forms.c',
     'word->anchors[gv_anchored_mask(bit)] |= UINT64_C(1) << bit % 64;', ''),
    ('a break that needs a mark is overlooked', 'scope.c', 'found.marks |= marks;', ''),
    ('a threshold must be passed', 'decide.c', 'if (sum >= threshold) {', 'if (sum > threshold) {'),
]

# The same of the sieve, found by its own test, which compares with and without.
SIEVE_MUTANTS = [
    ('a filler is thought to stand in the sentence of its trigger', 'model/model_sieve.c',
     'if (!gv_sieve_is_wide(&slots[i])) {', 'if (1) {'),
    ('one pattern of a list is taken for all', 'model/sieve_tell.c', 'at < end && !all.open;',
     'at < end && all.keys.length == 0;'),
    ('what may be absent is thought to be needed by the sieve', 'model/sieve_tell.c',
     'return element->optional ? GV_OK : ', 'return '),
    ('a gap is thought to have no words', 'model/sieve_steps.c',
     'step->n = (uint16_t)words.most;\n        } else', 'step->n = 0;\n        } else'),
    ('a list is thought to have one word', 'model/sieve_steps.c', 'step->n = (uint16_t)words.most;\n    return',
     'step->n = 1;\n    return'),
    ('a span is thought to begin as it ends', 'model/sieve_edges.c', 'edge == GV_SIEVE_BEGINS ? i :', '1 ? i :'),
    ('what may be absent hides its neighbour', 'model/sieve_edges.c', 'if (!words.empty) {', 'if (1) {'),
    ('a list is thought to match by one pattern', 'model/sieve_ways.c', 'entry = next;', 'entry = end;'),
    ('of a number the first digit counts', 'known.c', 'return length == 1 &&', 'return length >= 1 &&'),
    ('what multiplies is thought a small number', 'known.c', 'gv_sieve_list_number(scanner, GV_NUMBER_MAX, keys)',
     'GV_OK'),
    ('a clue forgets the words between', 'model/sieve_clues.c', 'between += steps[k].n;', ''),
    ('a clue asks for what may be absent', 'model/sieve_clues.c', '&& !step->or;', ';'),
    ('the words of a clue are turned round', 'model/sieve_clues.c', 'turned     ? GV_SIEVE_TURNED\n', 'turned     ? GV_SIEVE_FORWARD\n'),
    ('what may be absent is thought to stand', 'sieve_order.c', 'return step->or ? reached | from : reached;',
     'return reached;'),
    ('a slot is thought to reach a word less', 'sieve_order.c', 'step->reach > 0 ? step->reach - 1u : 0',
     'step->reach > 1 ? step->reach - 2u : 0'),
    ('of two ways to fill a slot one is thought to be the only', 'sieve_order.c',
     'for (; step->or; step++) {\n            filled = filled ||', 'for (; step->or; step++) {\n            filled = filled &&'),
    ('a trigger at the end of a long sentence is overlooked', 'sieve_order.c', 'sieve->n_words >= GV_POSITIONS',
     'sieve->n_words > 2 * GV_POSITIONS'),
    ('signs are not added up', 'sieve.c', 'sums[frame->of] += frame->weight;', 'sums[frame->of] = frame->weight;'),
    ('a need that waits for another sentence is forgotten', 'sieve.c', 'if (sieve->n_pending > 0) {', 'if (0) {'),
    ('a sentence is thought to end after an abbreviation', 'known.c',
     '(found->abbreviation ? 1U : 0U)', '0U'),
    ('the sieve overlooks torn words', 'sieve_words.c',
     'is_split(scanner, of->bytes, start, end);', '0;'),
    ('the end of the passage is not read', 'sieve_words.c', 'memcpy(of->copy, of->bytes + at, last.length);',
     'memcpy(of->copy, of->bytes + at, last.length & ~15U);'),
    ('what is read on over is found again', 'sieve_words.c', 'if (start < of->done) {', 'if (0) {'),
    ('a contraction is one word', 'known.c', 'i < known->words.n_tokens; i++', 'i < 1; i++'),
]


def build(folder, library, flags, name, replacement, driver='oracle/drive.c'):
    """Links the driver with one file changed (or none); the path of the program."""
    program = os.path.join(folder, 'drive')
    sources = [os.path.join(HERE, driver)]
    if name:
        changed = os.path.join(folder, os.path.basename(name))
        with open(os.path.join(TOP, 'src', name if '/' in name else 'scan/' + name), encoding='utf-8') as f:
            text = f.read()
        old, new = replacement
        if text.count(old) != 1:
            raise SystemExit('not ok mutants: %d places in %s for: %s' % (text.count(old), name, old))
        with open(changed, 'w', encoding='utf-8') as f:
            f.write(text.replace(old, new))
        sources.append(changed)
    compiler = os.environ.get('CC', 'cc').split()
    subprocess.run(compiler + ['-std=c11', '-D_POSIX_C_SOURCE=200809L', '-O1', '-w', '-I' + os.path.join(TOP, 'src'),
                    '-o', program] + sources + [library] + flags, check=True)
    return program


def main(argv):
    flags = argv[argv.index('--') + 1:] if '--' in argv else []
    cases = argv[argv.index('--cases') + 1] if '--cases' in argv else '1500'
    library, missed = argv[1], 0
    compare = [sys.executable, os.path.join(HERE, 'oracle', 'compare.py')]
    with tempfile.TemporaryDirectory() as folder:
        for what, name, old, new in [('no fault', None, None, None)] + MUTANTS:
            program = build(folder, library, flags, name, (old, new))
            run = subprocess.run(compare + [program, '--cases', cases, '--seed', '7', '--first'],
                                 stdout=subprocess.PIPE, universal_newlines=True)
            found = ', 0 differ' not in run.stdout
            good = found == (name is not None)
            missed += not good
            print('%s mutant: %s: %s' % ('ok' if good else 'not ok', what, 'found' if found else 'not found'),
                  flush=True)
        for what, name, old, new in [('no fault in the sieve', None, None, None)] + SIEVE_MUTANTS:
            program = build(folder, library, flags + ['-lcmocka'], name, (old, new), 'unit/test_sieve.c')
            status = subprocess.run([program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
            good = (status != 0) == (name is not None)
            missed += not good
            print('%s mutant: %s: %s' % ('ok' if good else 'not ok', what, 'found' if status else 'not found'),
                  flush=True)
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv))
