package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// largeJSON returns almost 1 MiB of JSON with some secrets in it.
func largeJSON() []byte {
	var data bytes.Buffer
	data.WriteString("[")
	for i := 0; data.Len() < 990_000; i++ {
		if i > 0 {
			data.WriteString(",\n")
		}
		fmt.Fprintf(&data, `{"id": %d, "url": "http://orders-%d.internal:8080/v1", "owner": "team-%d", "password": "hunter%d"}`, i, i, i%7, i)
	}
	data.WriteString("]")
	return data.Bytes()
}

func largeText() []byte {
	var data strings.Builder
	for i := 0; data.Len() < 990_000; i++ {
		fmt.Fprintf(&data, "2026-01-02 03:04:05 INFO order %d of customer %d was shipped from warehouse %d, see http://orders.internal/%d\n", i, i*7, i%9, i)
	}
	return []byte(data.String())
}

// maskedPages compares the pages of people who see secrets masked with those of people who do not.
// Masking costs only for the first page of each version.
func maskedPages(b *bench) (row, error) {
	var told []string
	for _, kind := range []struct {
		name string
		data []byte
	}{{"JSON", largeJSON()}, {"text", largeText()}} {
		first, again, err := b.maskingAdds(kind.data)
		if err != nil {
			return row{}, err
		}
		told = append(told, fmt.Sprintf("%s %.0f ms more, the same version again %.0f", kind.name, ms(first), ms(again)))
	}
	return row{"1 MiB of JSON or text, the first 64 KiB shown, masked", "the same unmasked", "at most 50 ms more, never twice for a version", strings.Join(told, "; ")}, nil
}

func (b *bench) maskingAdds(data []byte) (first, again time.Duration, err error) {
	masked, m, err := b.visit("--default-role", "auditor")
	if err != nil {
		return 0, 0, err
	}
	defer masked.stop()
	plain, p, err := b.visit("--default-role", "viewer")
	if err != nil {
		return 0, 0, err
	}
	defer plain.stop()
	path := "/c/main/tree" + largeOne
	var firsts, seconds []time.Duration
	for range 9 {
		data = append(data, '\n') // masked data is cached by its content
		if _, err := b.floor.Set(largeOne, data, -1); err != nil {
			return 0, 0, err
		}
		unmasked, err := timed(page(p, path))()
		if err != nil {
			return 0, 0, err
		}
		unmaskedAgain, err := timed(page(p, path))()
		if err != nil {
			return 0, 0, err
		}
		one, err := timed(page(m, path))()
		if err != nil {
			return 0, 0, err
		}
		two, err := timed(page(m, path))()
		if err != nil {
			return 0, 0, err
		}
		firsts, seconds = append(firsts, one-unmasked), append(seconds, two-unmaskedAgain)
	}
	_, err = b.floor.Set(largeOne, nil, -1)
	return median(firsts), median(seconds), err
}
