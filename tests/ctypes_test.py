#!/usr/bin/env python3
"""Tags a string through the shared library with nothing but ctypes. usage: ctypes_test.py LIBRARY"""
import ctypes
import json
import sys

lib = ctypes.CDLL(sys.argv[1])
WRITE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_char), ctypes.c_size_t)
lib.gv_scan.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p]
lib.gv_scanner_new.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
lib.gv_result_json.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, WRITE, ctypes.c_void_p]
lib.gv_scanner_free.argtypes = lib.gv_model_free.argtypes = [ctypes.c_void_p]

model, scanner, result = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
assert lib.gv_model_builtin(ctypes.byref(model)) == 0
assert lib.gv_scanner_new(model, None, ctypes.byref(scanner)) == 0
text = 'The commission found no evidence of forced labour in the kilns of Velmora.'.encode()
assert lib.gv_scan(scanner, text, len(text), ctypes.byref(result)) == 0
pieces = []
assert lib.gv_result_json(result, text, len(text), WRITE(
    lambda user, piece, length: pieces.append(piece[:length]) or 0), None) == 0
answer = json.loads(b''.join(pieces))
lib.gv_scanner_free(scanner)
lib.gv_model_free(model)

label = answer['labels'][0]
good = label['label'] == 'forced_labour' and label['status'] == 'negated'
print('ok ctypes' if good else 'not ok ctypes: %s' % answer)
sys.exit(not good)
