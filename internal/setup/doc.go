// Package setup keeps what a lead sets up (agents, teams, organisations,
// macros, articles, custom fields, calendars, SLA policies) and the requesters.
// Every change is checked, stored with its event in one write, and refused when
// somebody else was faster.
package setup
