package main

// Performs an operation on the whole map, on one map after the other, and counts.
func (p *pass) operationOnAll(kind byte, argument, now uint64) {
	p.done++
	p.endLoop()
	if kind == loopKind {
		p.count[iterateKind]++
		p.begin(*p.places[0])
		p.loopStep = argument
		p.loopOn()
		p.evenPoint()
		return
	}
	p.count[kind]++
	count := 0
	if len(p.places) == 0 {
		count = p.target.whole(kind, argument, now)
	}
	for shard, place := range p.places {
		left := argument
		if kind == iterateKind && argument > 0 {
			left -= uint64(count)
		}
		count += p.onAll(kind, left, now, place, shard)
		if kind == iterateKind && argument > 0 && uint64(count) == argument {
			break
		}
	}
	if kind == iterateKind {
		p.visited += count
	} else {
		p.expired += count
	}
	p.evenPoint()
}

func (p *pass) onAll(kind byte, argument, now uint64, place *map[K]V, shard int) int {
	switch kind {
	case clearKind:
		clearMap(*place)
		seedIfEmpty(*place, p.seed)
		p.ended(shard, p.writes[shard])
	case copyKind:
		p.copied(argument, place)
		p.ended(shard, p.writes[shard])
	case deleteIfKind:
		return p.swept(argument, now, place, shard)
	case iterateKind:
		return (&plain{*place}).whole(kind, argument, now)
	}
	return 0
}

func seedIfEmpty(m map[K]V, seed uint64) {
	if len(m) == 0 {
		seedMap(m, seed)
	}
}

// A growth that was going on is over.
func (p *pass) ended(shard, writes int) {
	if p.growing[shard] == 0 {
		return
	}
	p.close()
	p.grown(shard, writes)
	p.open()
}

// A copy hashes with the same seed, and takes the entries in the order of the model's loop.
func (p *pass) copied(hint uint64, place *map[K]V) {
	fresh := newCopy(*place, hint)
	seedMap(fresh, p.seed)
	p.begin(*place)
	for p.loop.next() {
		fresh[*p.loop.key()] = *p.loop.elem()
	}
	p.finishLoop()
	*place = fresh
}

func (p *pass) swept(age, now uint64, place *map[K]V, shard int) int {
	m, count, writes := *place, 0, 0
	p.begin(m)
	for p.loop.next() {
		if !isOlder(*p.loop.elem(), now, age) {
			continue
		}
		p.key = *p.loop.key()
		wasGrowing := lookAt(m, &p.key).growing
		p.writes[shard]++
		before := len(m)
		delete(m, p.key)
		seedIfEmpty(m, p.seed)
		if wasGrowing && !lookAt(m, &p.key).growing {
			writes = p.writes[shard]
		}
		count += before - len(m)
	}
	p.finishLoop()
	if writes > 0 {
		p.ended(shard, writes)
	}
	return count
}

// Lets the open loop visit what it visits after an operation.
func (p *pass) loopOn() {
	for left := p.loopStep; left > 0; left-- {
		if !p.loop.next() {
			p.endLoop()
			return
		}
		p.visited++
	}
}

func (p *pass) endLoop() {
	if p.loopStep > 0 {
		p.loopStep = 0
		p.finishLoop()
	}
}

func (p *pass) begin(m map[K]V) {
	p.close()
	p.loop.begin(m, loopWord(2*uint64(p.done)), loopWord(2*uint64(p.done)+1))
	p.open()
}

func (p *pass) finishLoop() {
	p.close()
	p.loop.end()
	p.open()
}

// The words from which a loop begins: the finisher of splitmix64.
func loopWord(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
