package show

import (
	"slices"
	"strings"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// choice is a view that data can be shown in: what comes out of some layers, in a
// format.
type choice struct {
	view     View
	layers   []*format.Content // from the outermost
	reading  *format.Reading   // of what they hold; of the data, without layers
	document *format.Document  // of reading; nil for Hex, and for Text of what is no text
}

// choices returns all views of data, in the order of tabs, and which of them is the
// best; Text and Hex are always among them. Of other character sets than the best
// view's, only that which is asked for is read.
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

// best returns a layer's content as it is best shown, as a view of the layer's name.
func best(content *format.Content, layers []*format.Content) choice {
	chosen := choice{reading: content.Reading, layers: layers}
	if within := readable(content.Reading, layers); len(within) > 0 && within[0].isTelling() {
		chosen = within[0]
	}
	chosen.view = content.Layer.Name
	return chosen
}

// otherCharsets returns the views in each character set that data may be in, where it
// can only be guessed; of those that are not asked for, the name. A guess that nothing
// else fits is no choice.
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

// isTelling returns false for a text with control characters that texts do not have.
func (c choice) isTelling() bool { return c.view != format.Text || c.reading.Readable() }

// choose returns the view asked for, by its own name or by that of a layer on the
// way to the best one; if there is none, the best, and false.
func choose(all []choice, best choice, asked View) (chosen choice, ok bool) {
	if at := slices.IndexFunc(all, func(c choice) bool { return c.view == asked }); at >= 0 {
		return all[at], true
	}
	onTheWay := slices.ContainsFunc(best.layers, func(c *format.Content) bool { return c.Layer.Name == asked })
	return best, asked == Best || onTheWay
}

// chain names the layers from the outermost, and the format of what they hold,
// each behind a space; a guess has a question mark.
func (c choice) chain() string {
	var names []string
	for _, content := range c.layers {
		name := string(content.Layer.Name)
		if content.Guessed {
			name += "?"
		}
		names = append(names, name)
	}
	// What is written down for people is in no format of the data.
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
			size = 0 // it is a mask's
		}
		s.noteContent(content, size)
		r, size = content.Reading, content.Reading.Size
		s.Truncated = s.Truncated || content.More || content.Damaged
		if !content.Until.IsZero() {
			s.until = content.Until
		}
	}
}
