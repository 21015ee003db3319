package nodes

import "zkweb/web/views"

// maskedWords says how much of the data is masked, and why it cannot be revealed.
func (p Page) maskedWords() string {
	said := p.Words.Data.Masked(p.Data.Masked.Count)
	if p.Data.Masked.Whole {
		said = p.Words.Data.MaskedWhole
	}
	if p.Data.Masked.Why != "" {
		said += " " + views.Visible(p.Data.Masked.Why)
	}
	return said
}
