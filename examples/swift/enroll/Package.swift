// swift-tools-version: 6.0
import PackageDescription

// A PNG is read by the system: by ImageIO on Apple's, by libpng on Linux.
#if os(Linux)
let png: [Target] = [.systemLibrary(name: "CPng", providers: [.apt(["libpng-dev"])])]
let reading: [Target.Dependency] = ["CPng"]
#else
let png: [Target] = []
let reading: [Target.Dependency] = []
#endif

let package = Package(
    name: "enroll",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "../../../bindings/swift")],
    targets: png + [
        .executableTarget(name: "enroll", dependencies: [.product(name: "IdxFlow", package: "swift")] + reading)
    ]
)
