package walk

// openHeap is a heap (container/heap) of entries to read. What is visited first is at the top.
type openHeap []*entry

func (h openHeap) Len() int           { return len(h) }
func (h openHeap) Less(i, j int) bool { return h[i].asks.Before(h[j].asks) }
func (h openHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *openHeap) Push(e any) { *h = append(*h, e.(*entry)) }

// Pop implements heap.Interface.
func (h *openHeap) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return e
}
