import Foundation

#if canImport(CPng)
import CPng
#else
import CoreGraphics
import ImageIO
#endif

/// An image in black and white.
struct Bitmap: Equatable {
    let width: Int
    let height: Int
    let dark: [Bool]

    /// The largest width and height of a PNG, in pixels.
    static let maxSide = 4096

    func isDark(_ x: Int, _ y: Int) -> Bool { dark[y * width + x] }
}

extension Bitmap {
    private init(width: Int, height: Int, gray: [UInt8]) {
        self.init(width: width, height: height, dark: gray.map { $0 < 128 })
    }

    #if canImport(CPng)
    /// Reads a PNG. Transparent pixels are white. Returns `nil` if the PNG is invalid or too large.
    init?(png: Data) {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        let bytes = [UInt8](png)
        guard png_image_begin_read_from_memory(&image, bytes, bytes.count) != 0 else { return nil }
        let (width, height) = (Int(image.width), Int(image.height))
        guard max(width, height) <= Self.maxSide else { return nil }
        image.format = png_uint_32(PNG_FORMAT_GRAY)
        var white = png_color(red: 255, green: 255, blue: 255)
        var gray = [UInt8](repeating: 255, count: width * height)
        guard png_image_finish_read(&image, &white, &gray, png_int_32(width), nil) != 0 else { return nil }
        self.init(width: width, height: height, gray: gray)
    }
    #else
    /// Reads a PNG. Transparent pixels are white. Returns `nil` if the PNG is invalid or too large.
    init?(png: Data) {
        guard let source = CGImageSourceCreateWithData(png as CFData, nil),
            let image = CGImageSourceCreateImageAtIndex(source, 0, nil),
            max(image.width, image.height) <= Self.maxSide
        else { return nil }
        let (width, height) = (image.width, image.height)
        var gray = [UInt8](repeating: 255, count: width * height)
        let isDrawn = gray.withUnsafeMutableBytes { pixels in
            let canvas = CGContext(
                data: pixels.baseAddress, width: width, height: height, bitsPerComponent: 8, bytesPerRow: width,
                space: CGColorSpaceCreateDeviceGray(), bitmapInfo: CGImageAlphaInfo.none.rawValue)
            canvas?.draw(image, in: CGRect(x: 0, y: 0, width: width, height: height))
            return canvas != nil
        }
        guard isDrawn else { return nil }
        self.init(width: width, height: height, gray: gray)
    }
    #endif
}
