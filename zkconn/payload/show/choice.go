package show

import (
	"slices"
	"strings"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// choice is a view that data can be shown in: a format of what some layers hold.
type choice struct {
	view     View
	layers   []*format.Content // from the outermost in
	reading  *format.Reading   // of what the layers hold, or of the data if there are none
	document *format.Document  // of reading; nil for Hex, and for Text if the data is not text
}

// choices returns all views of data, in the order of tabs, and the index of the best one. Text and
// Hex are always among them. Besides the character set of the best view, only that of asked is
// read.
func choices(r *format.Reading, asked View) (all []choice, best int) {
	all = readable(r, nil)
	if len(all) == 0 || !all[0].isTelling() {
		best = -1
	}
	if !slices.ContainsFunc(all, func(c choice) bool { return c.view == format.Text }) {
		all = append(all, choice{view: format.Text, reading: r})
	}
	all = append(append(all, otherCharsets(r, asked)...), choice{view: Hex, reading: r})
	if best < 0 {
		best = len(all) - 1
		if r.IsCutText() {
			best = slices.IndexFunc(all, func(c choice) bool { return c.view == format.Text })
		}
	}
	return all, best
}

// readable returns the views in formats of what layers hold.
func readable(r *format.Reading, layers []*format.Content) []choice {
	content := r.Content()
	var own []choice
	if content == nil || !r.Packed() {
		for _, document := range r.Viewed() {
			own = append(own, choice{document.Format, layers, r, document})
		}
	}
	if content == nil {
		return own
	}
	inside := append(slices.Clip(layers), content)
	if !content.Layer.Holds() || !r.Packed() {
		return append([]choice{best(content, inside)}, own...)
	}
	within := readable(content.Reading, inside)
	if len(within) > 0 && within[0].isTelling() {
		return within
	}
	return append([]choice{best(content, inside)}, within...)
}

// best returns the best view of a layer's content, under the layer's name.
func best(content *format.Content, layers []*format.Content) choice {
	chosen := choice{reading: content.Reading, layers: layers}
	if within := readable(content.Reading, layers); len(within) > 0 && within[0].isTelling() {
		chosen = within[0]
	}
	chosen.view = content.Layer.Name
	return chosen
}

// otherCharsets returns the views in each character set that data may be in, if that can only be
// guessed. Apart from that of asked, they have only a name. It returns none if only the guess fits.
func otherCharsets(r *format.Reading, asked View) []choice {
	var layers []*format.Content
	var guessed View
	for content := r.Content(); content != nil && r.Packed(); content = r.Content() {
		if content.Layer.Charset {
			if !content.Guessed {
				return nil
			}
			guessed = content.Layer.Name
			break
		}
		layers, r = append(layers, content), content.Reading
	}
	names := r.Charsets()
	if len(names) == 1 && names[0] == guessed {
		return nil
	}
	var all []choice
	for _, name := range names {
		if name != asked {
			all = append(all, choice{view: name})
		} else if content := r.ContentAs(name); content != nil {
			all = append(all, best(content, append(slices.Clip(layers), content)))
		}
	}
	return all
}

// isTelling returns false for a text with control characters that are unusual in text.
func (c choice) isTelling() bool { return c.view != format.Text || c.reading.Readable() }

// choose returns the view called asked. A layer around the best view names that view. If there is
// no such view, choose returns the best one and false.
func choose(all []choice, best choice, asked View) (chosen choice, ok bool) {
	if at := slices.IndexFunc(all, func(c choice) bool { return c.view == asked }); at >= 0 {
		return all[at], true
	}
	onTheWay := slices.ContainsFunc(best.layers, func(c *format.Content) bool { return c.Layer.Name == asked })
	return best, asked == Best || onTheWay
}

// chain returns the names of the layers from the outermost in, and that of the format of what they
// hold, separated by spaces. A guess has a question mark.
func (c choice) chain() string {
	var names []string
	for _, content := range c.layers {
		name := string(content.Layer.Name)
		if content.Guessed {
			name += "?"
		}
		names = append(names, name)
	}
	// Layers that describe the data for people have no format in it.
	if last := c.layers[len(c.layers)-1]; last.Layer.Holds() && len(c.reading.Data) > 0 {
		names = append(names, string(c.format()))
	}
	return strings.Join(names, " ")
}

func (c choice) format() View {
	if c.document == nil {
		return Hex
	}
	return c.document.Format
}

func (s *Result) noteLayers(r *format.Reading, c choice) {
	if len(c.layers) == 0 {
		return
	}
	if chain := c.chain(); strings.Contains(chain, " ") {
		s.note(znode.CodeReadAs, znode.Args{"chain": chain})
	}
	size := s.Size
	for _, content := range c.layers {
		if r.IsMask() || content.Reading.IsMask() {
			size = 0 // it is the size of the mask
		}
		s.noteContent(content, size)
		r, size = content.Reading, content.Reading.Size
		s.Truncated = s.Truncated || content.More || content.Damaged
		if !content.Until.IsZero() {
			s.until = content.Until
		}
	}
}
