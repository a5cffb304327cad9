import Foundation
import Testing

@testable import enroll

@Suite("The QR code on the terminal")
struct ModulesTests {
    /// 25 modules a side: three finder patterns, and something between them.
    static let code = sample(side: 25)

    @Test("The code is found whatever its scale and its margin", arguments: [1, 3, 7], [14, 15, 100])
    func found(scale: Int, rows: Int) throws {
        let lines = try #require(Self.code.lines(columns: 80, rows: rows))
        #expect(Modules(png: photograph(lines, scale: scale)) == Self.code)
    }

    @Test("Every picture format is read, and what is transparent is white", arguments: [1, 2, 3, 4])
    func formats(channels: Int) {
        let picture = png(width: 29 * 2, height: 29 * 2, channels: channels) { x, y in
            let (x, y) = (x / 2 - 2, y / 2 - 2)
            let isInside = (0..<25).contains(x) && (0..<25).contains(y)
            let isDark = isInside && Self.code.dark[y * 25 + x]
            // transparent black outside of the code
            return switch channels {
            case 1: [isDark ? 0 : 255]
            case 2: [isDark || !isInside ? 0 : 255, isInside ? 255 : 0]
            case 3: isDark ? [20, 40, 90] : [255, 250, 240]
            default: (isDark || !isInside ? [0, 0, 0] : [255, 255, 255]) + [isInside ? 255 : 0]
            }
        }
        #expect(Modules(png: picture) == Self.code)
    }

    @Test("The quiet zone is four modules of white, and gives way before the code does")
    func quiet() throws {
        let count = { (columns: Int, rows: Int) in Self.code.lines(columns: columns, rows: rows)?.count }
        #expect(count(80, 40) == 17)
        #expect(count(80, 16) == 16)
        #expect(count(27, 14) == 14)
        #expect(count(26, 40) == nil)
        #expect(count(80, 13) == nil)
        let whole = try #require(Self.code.lines())
        let blank = Modules.darkOnLight + String(repeating: " ", count: 33) + Modules.reset
        #expect(whole[0] == blank && whole[1] == blank && whole[15] == blank && whole[16] == blank)
        #expect(whole[2].hasPrefix(Modules.darkOnLight + "    █▀▀▀▀▀█ "))
    }

    @Test("It is black on white by numbers that no theme changes")
    func colours() throws {
        for line in try #require(Self.code.lines()) {
            #expect(line.hasPrefix("\u{1B}[38;5;16;48;5;231m") && line.hasSuffix("\u{1B}[0m"))
        }
    }

    @Test("Other pictures are none")
    func others() {
        #expect(Modules(png: Data()) == nil)
        #expect(Modules(png: Data("no picture".utf8)) == nil)
        #expect(Modules(png: png(width: 9, height: 9, channels: 1) { _, _ in [255] }) == nil)
        #expect(Modules(png: png(width: 9, height: 9, channels: 1) { _, _ in [0] }) == nil)
        #expect(Modules(png: png(width: 9, height: 3, channels: 1) { _, _ in [0] }) == nil)
        let whole = photograph(Self.code.lines() ?? [], scale: 3)
        #expect(Modules(png: whole) != nil)
        #expect(Modules(png: whole.prefix(whole.count / 2)) == nil)
    }

    @Test("What is too large is not even begun")
    func large() {
        let side = Bitmap.maxSide
        #expect(Bitmap(png: png(width: side, height: 1, channels: 1) { _, _ in [0] })?.width == side)
        #expect(Bitmap(png: png(width: side + 1, height: 1, channels: 1) { _, _ in [0] }) == nil)
    }
}

private func sample(side: Int) -> Modules {
    let dark = (0..<side * side).map { at in
        let (x, y) = (at % side, at / side)
        let corners = [(0, 0), (side - 7, 0), (0, side - 7)]
        for (left, top) in corners where (left - 1...left + 7).contains(x) && (top - 1...top + 7).contains(y) {
            let ring = max(abs(x - left - 3), abs(y - top - 3))
            return ring == 3 || ring <= 1
        }
        return (x * 7 + y * 5 + x * y) % 3 == 0 || (x == side - 1 && y == side - 1)
    }
    return Modules(side: side, dark: dark)
}
