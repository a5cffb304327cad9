import Foundation

@testable import enroll

/// Renders lines of half blocks as a gray PNG, with `scale` pixels for each module.
func render(_ lines: [String], scale: Int) -> Data {
    var rows: [[Bool]] = []
    for line in lines {
        rows.append(line.map { "█▀".contains($0) })
        rows.append(line.map { "█▄".contains($0) })
    }
    let width = (rows.first?.count ?? 0) * scale
    return png(width: width, height: rows.count * scale, channels: 1) { x, y in
        [rows[y / scale][x / scale] ? 0 : 255]
    }
}

/// Returns an uncompressed PNG (RFC 2083) with 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGB, alpha)
/// bytes for each pixel.
func png(width: Int, height: Int, channels: Int, _ pixel: (Int, Int) -> [UInt8]) -> Data {
    var pixels: [UInt8] = []
    for y in 0..<height {
        pixels.append(0)
        for x in 0..<width { pixels += pixel(x, y) }
    }
    let type: UInt8 = [0, 4, 2, 6][channels - 1]
    return Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        + chunk("IHDR", bytes(UInt32(width)) + bytes(UInt32(height)) + [8, type, 0, 0, 0])
        + chunk("IDAT", stored(pixels))
        + chunk("IEND", [])
}

private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return bytes(UInt32(content.count)) + body + bytes(crc(body))
}

/// Returns a zlib stream (RFC 1950) of uncompressed blocks (RFC 1951 section 3.2.4).
private func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: 65535) {
        let block = bytes[start..<min(start + 65535, bytes.count)]
        let count = UInt16(block.count)
        stream.append(start + 65535 < bytes.count ? 0 : 1)
        stream += [UInt8(truncatingIfNeeded: count), UInt8(count >> 8)]
        stream += [UInt8(truncatingIfNeeded: ~count), UInt8(~count >> 8)]
        stream += block
    }
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
        a = (a + UInt32(byte)) % 65521
        b = (b + a) % 65521
    }
    return stream + [UInt8(b >> 8), UInt8(b & 255), UInt8(a >> 8), UInt8(a & 255)]
}

private func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
        (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
}

private func bytes(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}
