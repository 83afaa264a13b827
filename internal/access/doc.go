// Package access says who may do what: tokens let programs in, and every right
// is checked by Principal.May and nowhere else.
package access
