package nodes

import (
	"zkweb/web/views"
)

// maskedWords says how much of the data is masked, and why it cannot be revealed.
func (p *Page) maskedWords() string {
	said := p.Words.Data.Masked(p.Data.Masked.Count)
	if p.Data.Masked.Whole {
		said = p.Words.Data.MaskedWhole
	}
	if p.Data.Masked.Slow {
		said = p.Words.Data.MaskedSlow
	}
	if p.Data.Masked.Unread {
		said = p.Words.Data.MaskedUnread
	}
	if p.Data.Masked.Why != "" {
		said = views.Sentences(said, views.Visible(p.Data.Masked.Why))
	}
	return said
}

// noteWords says what else to know about the data that is shown.
func (p *Page) noteWords() string {
	var sentences []string
	for _, note := range p.Data.Result.Notes {
		sentences = append(sentences, p.Words.Of(note.Code, note.Args))
	}
	return views.Sentences(sentences...)
}
