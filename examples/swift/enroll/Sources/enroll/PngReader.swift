import Foundation

#if canImport(ImageIO)
import CoreGraphics
import ImageIO
#else
import CPng
#endif

/// A picture in shades of grey, row by row; 0 is black.
struct GreyPicture {
    let width: Int
    let height: Int
    let pixels: [UInt8]

    /// Reads a PNG; none where it is not one.
    init?(png: Data) {
        #if canImport(ImageIO)
        guard let source = CGImageSourceCreateWithData(png as CFData, nil),
            let image = CGImageSourceCreateImageAtIndex(source, 0, nil)
        else { return nil }
        var pixels = [UInt8](repeating: 255, count: image.width * image.height)
        let isDrawn = pixels.withUnsafeMutableBytes { bytes in
            let context = CGContext(
                data: bytes.baseAddress, width: image.width, height: image.height, bitsPerComponent: 8,
                bytesPerRow: image.width, space: CGColorSpaceCreateDeviceGray(),
                bitmapInfo: CGImageAlphaInfo.none.rawValue)
            context?.draw(image, in: CGRect(x: 0, y: 0, width: image.width, height: image.height))
            return context != nil
        }
        guard isDrawn else { return nil }
        (width, height) = (image.width, image.height)
        #else
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        let isPng = png.withUnsafeBytes { png_image_begin_read_from_memory(&image, $0.baseAddress, $0.count) }
        guard isPng != 0 else { return nil }
        image.format = png_uint_32(PNG_FORMAT_GRAY)
        (width, height) = (Int(image.width), Int(image.height))
        var pixels = [UInt8](repeating: 255, count: width * height)
        guard png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else { return nil }
        #endif
        self.pixels = pixels
    }

    func isDark(_ x: Int, _ y: Int) -> Bool { pixels[y * width + x] < 128 }
}
