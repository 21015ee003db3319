package session

import "zkweb/zkconn/znode"

// readValues reads the data of the chosen rows, unless it came with their stats or is large.
func (g *glance) readValues() {
	if g.question.Values == nil {
		return
	}
	g.values = map[znode.Path]*reading{}
	for _, row := range g.question.Values(g.answerStats()) {
		r := g.stats[row]
		if r == nil || r.Err != nil || r.Stat.DataLength > smallBytes {
			continue
		}
		if !r.kept && r.denied == nil && r.Stat.DataLength > 0 {
			r = g.add(dataOf, row)
		}
		g.values[row] = r
	}
	g.round()
}

func (g *glance) answerStats() znode.Stats {
	stats := make(znode.Stats, len(g.wanted))
	for _, row := range g.wanted {
		r := g.stats[row]
		if r == nil {
			r = g.node
		}
		stats[row] = &r.StatResult
	}
	return stats
}

func (g *glance) answerValues() map[znode.Path]znode.Value {
	if g.values == nil {
		return nil
	}
	values := make(map[znode.Path]znode.Value, len(g.values))
	for row, r := range g.values {
		value := znode.Value{Data: r.data, Err: r.Err}
		if r.denied != nil {
			value.Err = r.denied
		}
		if len(r.data) <= smallBytes { // it may have grown since
			values[row] = value
		}
	}
	return values
}
