// swift-tools-version: 6.0
import PackageDescription

// Pictures are read by libpng on Linux (Debian: libpng-dev), by ImageIO on Apple systems.
#if os(Linux)
let pictures: [Target] = [.systemLibrary(name: "CPng", providers: [.apt(["libpng-dev"])])]
#else
let pictures: [Target] = []
#endif

let package = Package(
    name: "IdxFlowExample",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "IdxFlow")],
    targets: pictures + [
        .executableTarget(
            name: "enroll",
            dependencies: [.product(name: "IdxFlow", package: "IdxFlow")] + pictures.map { .target(name: $0.name) }
        ),
        .testTarget(name: "EnrollTests", dependencies: ["enroll"]),
    ]
)
