// A service that knows nothing of mapswell: a login makes a session, and nobody ever removes one. It gets
// 1,000 logins a second by the clock, so that its map doubles about 30 seconds after the start.
package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

type session struct {
	user  int
	since time.Time
}

var sessions = map[string]*session{}

func logInUntil(wanted int) {
	for user := len(sessions); user < wanted; user++ {
		sessions[fmt.Sprintf("session-%d", user)] = &session{user, time.Now()}
	}
}

func main() {
	// Classic maps double above 6.5 * 2^14 entries; tables of Swiss ones split one by one around there.
	const first = 106_496 - 30_000
	logInUntil(first)
	started := time.Now()
	go func() {
		for range time.Tick(20 * time.Millisecond) {
			logInUntil(first + int(time.Since(started).Milliseconds()))
		}
	}()
	fmt.Println("ready")
	// Whoever started it is gone: so is the reason to run.
	io.Copy(io.Discard, os.Stdin)
}
