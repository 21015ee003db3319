package tree

import "zkweb/zkconn/znode"

// aroundFilled deletes a batch in which some znodes, including the one at index blamed, have
// children that were created meanwhile. It first deletes those that are not ancestors of such
// znodes, then each such znode with its subtree.
func (d *deletion) aroundFilled(batch []doomed, blamed int) error {
	filled, err := d.filled(batch, blamed)
	if err != nil {
		return err
	}
	above := map[znode.Path]bool{}
	for path := range filled {
		for !path.IsRoot() && !above[path.Parent()] {
			path = path.Parent()
			above[path] = true
		}
	}
	var free, rest []doomed
	for _, z := range batch {
		if filled[z.path] || above[z.path] {
			rest = append(rest, z)
		} else {
			free = append(free, z)
		}
	}
	if err := d.delete(free); err != nil {
		return err
	}
	var last []doomed // ancestors of filled znodes
	for _, z := range rest {
		if !filled[z.path] {
			last = append(last, z)
			continue
		}
		if err := d.delete(last); err != nil {
			return err
		}
		last = nil
		if err := d.refilled(z.path); err != nil {
			return err
		}
	}
	return d.delete(last)
}

// filled returns the znodes of a batch that have children outside of the batch.
func (d *deletion) filled(batch []doomed, blamed int) (map[znode.Path]bool, error) {
	filled := map[znode.Path]bool{batch[blamed].path: true}
	reads := make([]znode.Read, len(batch))
	children := map[znode.Path]int32{}
	for i, z := range batch {
		reads[i] = znode.Read{Path: z.path, Kind: znode.ReadStat, Small: true}
		children[z.path.Parent()]++
	}
	for i, now := range d.reader.ReadMany(d.ctx, reads) {
		switch path := batch[i].path; {
		case znode.KindOf(now.Err) == znode.Unavailable:
			return nil, now.Err
		case now.Err == nil && now.Stat.NumChildren > children[path]:
			filled[path] = true
		}
	}
	return filled, nil
}

// refilled deletes a znode that has new children and everything below it. It gives up on a znode
// that is filled again and again.
func (d *deletion) refilled(path znode.Path) error {
	if d.holding[path] { // a child from its batch stays
		return d.left(path)
	}
	d.again[path]++
	d.rewalks++
	if d.again[path] > tries || d.rewalks > maxAgain {
		return d.stays(path, &znode.Error{Kind: znode.Conflict, Code: znode.CodeNotEmpty})
	}
	return d.subtree(path)
}
