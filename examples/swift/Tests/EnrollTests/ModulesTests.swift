import Foundation
import Testing

@testable import enroll

@Suite("The QR code on the terminal")
struct ModulesTests {
    /// A code with 25 modules on each side: three finder patterns and some data.
    static let code = sample(side: 25)

    @Test("A code is found at any scale and with any border", arguments: [1, 3, 7], [14, 15, 100])
    func scale(scale: Int, rows: Int) throws {
        let lines = try #require(Self.code.lines(columns: 80, rows: rows))
        #expect(Modules(png: render(lines, scale: scale)) == Self.code)
    }

    @Test("All color types of PNG are supported, and transparent pixels are white", arguments: [1, 2, 3, 4])
    func colorTypes(channels: Int) {
        let image = png(width: 29 * 2, height: 29 * 2, channels: channels) { x, y in
            let (x, y) = (x / 2 - 2, y / 2 - 2)
            let isInside = (0..<25).contains(x) && (0..<25).contains(y)
            let isDark = isInside && Self.code.dark[y * 25 + x]
            // the border is transparent black
            return switch channels {
            case 1: [isDark ? 0 : 255]
            case 2: [isDark || !isInside ? 0 : 255, isInside ? 255 : 0]
            case 3: isDark ? [20, 40, 90] : [255, 250, 240]
            default: (isDark || !isInside ? [0, 0, 0] : [255, 255, 255]) + [isInside ? 255 : 0]
            }
        }
        #expect(Modules(png: image) == Self.code)
    }

    @Test("The border shrinks from four modules before the code is left out")
    func border() throws {
        let count = { (columns: Int, rows: Int) in Self.code.lines(columns: columns, rows: rows)?.count }
        #expect(count(80, 40) == 17)
        #expect(count(80, 16) == 16)
        #expect(count(27, 14) == 14)
        #expect(count(26, 40) == nil)
        #expect(count(80, 13) == nil)
        let lines = try #require(Self.code.lines())
        let blank = String(repeating: " ", count: 33)
        #expect(lines[0] == blank && lines[1] == blank && lines[15] == blank && lines[16] == blank)
        #expect(lines[2].hasPrefix("    █▀▀▀▀▀█ "))
    }

    @Test("The code is black on white, in colors that themes do not change")
    func colors() throws {
        for line in Modules.colored(try #require(Self.code.lines())) {
            #expect(line.hasPrefix("\u{1B}[38;5;16;48;5;231m") && line.hasSuffix("\u{1B}[0m"))
        }
    }

    @Test("An image without a code is rejected")
    func noCode() {
        #expect(Modules(png: Data()) == nil)
        #expect(Modules(png: Data("not a PNG".utf8)) == nil)
        #expect(Modules(png: png(width: 9, height: 9, channels: 1) { _, _ in [255] }) == nil)
        #expect(Modules(png: png(width: 9, height: 9, channels: 1) { _, _ in [0] }) == nil)
        #expect(Modules(png: png(width: 9, height: 3, channels: 1) { _, _ in [0] }) == nil)
        let image = render(Self.code.lines() ?? [], scale: 3)
        #expect(Modules(png: image) != nil)
        #expect(Modules(png: image.prefix(image.count / 2)) == nil)
    }

    @Test("An image that is too large is rejected")
    func tooLarge() {
        let side = Bitmap.maxSide
        #expect(Bitmap(png: png(width: side, height: 1, channels: 1) { _, _ in [0] })?.width == side)
        #expect(Bitmap(png: png(width: side + 1, height: 1, channels: 1) { _, _ in [0] }) == nil)
    }
}

private func sample(side: Int) -> Modules {
    let dark = (0..<side * side).map { index in
        let (x, y) = (index % side, index / side)
        let corners = [(0, 0), (side - 7, 0), (0, side - 7)]
        for (left, top) in corners where (left - 1...left + 7).contains(x) && (top - 1...top + 7).contains(y) {
            let ring = max(abs(x - left - 3), abs(y - top - 3))
            return ring == 3 || ring <= 1
        }
        return (x * 7 + y * 5 + x * y) % 3 == 0 || (x == side - 1 && y == side - 1)
    }
    return Modules(side: side, dark: dark)
}
