// Package watch records what a client can see of an ensemble, where nothing but a
// client port can be had: it sets persistent recursive watches (3.6 and newer), reads
// again what they tell of, and notes which versions it has not seen and when nobody
// watched. Older servers it looks at from time to time.
//
// Such a record is never complete. Servers tell of every change while the connection
// stands, and since 3.9 of its zxid too, but not what a znode held in between two looks,
// nor whose request it was.
package watch
