# peers.mk - the small programs beside which gravamen is measured, each built where its library is.
# Included by the Makefile for `make bench` and `make peers` only.

PEERS := label_words naive inflate_zlib $(if $(call has,hs/hs.h,-lhs),hyperscan_job) \
         $(if $(call has,isa-l.h,-lisal),inflate_isal)
PEER_OBJECTS = $(BUILD)/bench/peers/$(1).o

.PHONY: peers
peers: all $(BENCHES) $(BUILD)/synth $(PEERS:%=$(BUILD)/bench/peers/%)

$(BUILD)/bench/peers/label_words: $(call PEER_OBJECTS,label_words) $(BUILD)/libgravamen.a
	$(Q)$(CC) $^ $(ALL_LDFLAGS) $(LIBS) -o $@
$(BUILD)/bench/peers/naive: $(call PEER_OBJECTS,naive)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) $(STEMMER) -o $@
$(BUILD)/bench/peers/hyperscan_job: $(call PEER_OBJECTS,hyperscan_job)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) -lhs -o $@
$(BUILD)/bench/peers/inflate_zlib: $(call PEER_OBJECTS,inflate_zlib) $(call PEER_OBJECTS,inflate_job)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) -lz -o $@
$(BUILD)/bench/peers/inflate_isal: $(call PEER_OBJECTS,inflate_isal) $(call PEER_OBJECTS,inflate_job)
	$(Q)$(CC) $^ $(ALL_LDFLAGS) -lisal -o $@
