// Holds a log against Go's own implementation of transparency logs (golang.org/x/mod/sumdb: tlog and note), which
// tiles, notes and proofs of C2SP come from. Nothing of ours is used here.
//
//	go run tlog.go check <address or folder> <verifier key>   reads a log of C2SP tlog-tiles, and proves every entry
//	go run tlog.go proof <file.tlog-proof> <file.entry> <verifier key>
//	go run tlog.go write <folder> <number of entries>         makes one, and prints its verifier key
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8
const width = 1 << height

func main() {
	if len(os.Args) < 4 {
		must(fmt.Errorf("check <log> <key> | proof <proof> <entry> <key> | write <folder> <size>"))
	}
	switch os.Args[1] {
	case "check":
		check(os.Args[2], os.Args[3])
	case "proof":
		proof(os.Args[2], os.Args[3], os.Args[4])
	case "write":
		size, err := strconv.ParseInt(os.Args[3], 10, 64)
		must(err)
		write(os.Args[2], size)
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}

// read takes a file of the log by its path below the prefix.
func read(log, path string) ([]byte, error) {
	if !strings.HasPrefix(log, "http") {
		return os.ReadFile(filepath.Join(log, path))
	}
	answer, err := http.Get(log + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, fmt.Errorf("%s: status %d", path, answer.StatusCode)
	}
	return io.ReadAll(answer.Body)
}

// pathOf gives C2SP's path: that of sumdb without the height, entries for data.
func pathOf(tile tlog.Tile) string {
	return strings.Replace(strings.Replace(tile.Path(), "tile/8/", "tile/", 1), "tile/data/", "tile/entries/", 1)
}

type tiles struct{ log string }

func (tiles) Height() int                              { return height }
func (tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := read(t.log, pathOf(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func openHead(text []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	must(err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		must(fmt.Errorf("no checkpoint of %s", verifier.Name()))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

func entriesOf(bundle []byte) [][]byte {
	var all [][]byte
	for len(bundle) > 0 {
		length := int(binary.BigEndian.Uint16(bundle))
		all = append(all, bundle[2:2+length])
		bundle = bundle[2+length:]
	}
	return all
}

func check(log, vkey string) {
	checkpoint, err := read(log, "checkpoint")
	must(err)
	head := openHead(checkpoint, vkey)
	hashes := tlog.TileHashReader(head, tiles{log})
	for first := int64(0); first < head.N; first += width {
		tile := tlog.Tile{H: height, L: -1, N: first / width, W: width}
		if head.N-first < width {
			tile.W = int(head.N - first)
		}
		bundle, err := read(log, pathOf(tile))
		must(err)
		for at, entry := range entriesOf(bundle) {
			index := first + int64(at)
			proof, err := tlog.ProveRecord(head.N, index, hashes)
			must(err)
			must(tlog.CheckRecord(proof, head.N, head.Hash, index, tlog.RecordHash(entry)))
		}
	}
	for older := int64(1); older <= head.N; older += 1 + head.N/50 {
		root, err := tlog.TreeHash(older, hashes)
		must(err)
		growth, err := tlog.ProveTree(head.N, older, hashes)
		must(err)
		must(tlog.CheckTree(growth, head.N, head.Hash, older, root))
	}
	fmt.Printf("%d entries hold\n", head.N)
}

func proof(proofFile, entryFile, vkey string) {
	text, err := os.ReadFile(proofFile)
	must(err)
	entry, err := os.ReadFile(entryFile)
	must(err)
	lines, checkpoint, found := bytes.Cut(text, []byte("\n\n"))
	if !found {
		must(fmt.Errorf("no checkpoint in the proof"))
	}
	head := openHead(checkpoint, vkey)
	var index int64
	var path tlog.RecordProof
	for _, line := range strings.Split(string(lines), "\n")[1:] {
		if strings.HasPrefix(line, "extra ") {
			continue
		}
		if strings.HasPrefix(line, "index ") {
			index, err = strconv.ParseInt(line[6:], 10, 64)
			must(err)
			continue
		}
		hash, err := tlog.ParseHash(line)
		must(err)
		path = append(path, hash)
	}
	must(tlog.CheckRecord(path, head.N, head.Hash, index, tlog.RecordHash(entry)))
	fmt.Printf("entry %d of %d holds\n", index, head.N)
}

func write(folder string, size int64) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var list []tlog.Hash
		for _, index := range indexes {
			list = append(list, stored[index])
		}
		return list, nil
	})
	bundles := map[int64][]byte{}
	for index := int64(0); index < size; index++ {
		entry := []byte(fmt.Sprintf(`{"n":%d}`, index))
		hashes, err := tlog.StoredHashes(index, entry, reader)
		must(err)
		stored = append(stored, hashes...)
		bundles[index/width] = append(append(bundles[index/width], byte(len(entry)>>8), byte(len(entry))), entry...)
	}
	for _, tile := range tlog.NewTiles(height, 0, size) {
		data, err := tlog.ReadTileData(tile, reader)
		must(err)
		put(folder, pathOf(tile), data)
		if tile.L == 0 {
			put(folder, pathOf(tlog.Tile{H: height, L: -1, N: tile.N, W: tile.W}), bundles[tile.N])
		}
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, "go.example/log")
	must(err)
	signer, err := note.NewSigner(skey)
	must(err)
	root, err := tlog.TreeHash(size, reader)
	must(err)
	text := fmt.Sprintf("go.example/log\n%d\n%s\n", size, base64.StdEncoding.EncodeToString(root[:]))
	checkpoint, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	put(folder, "checkpoint", checkpoint)
	fmt.Println(vkey)
}

func put(folder, path string, data []byte) {
	file := filepath.Join(folder, path)
	must(os.MkdirAll(filepath.Dir(file), 0o755))
	must(os.WriteFile(file, data, 0o644))
}
