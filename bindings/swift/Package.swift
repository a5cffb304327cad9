// swift-tools-version: 6.0
import PackageDescription

// The engine, written in Rust, as a C library. On Apple platforms it is the XCFramework that
// build-xcframework.sh builds; a release uses the `url` and `checksum` of its zip instead of the path. On
// Linux it is the output of `cargo xtask bindings`.
#if os(Linux)
let library = Context.environment["IDX_FLOW_LIB_DIR"] ?? Context.packageDirectory + "/../../target/bindings/swift/lib"
let ffi = Target.systemLibrary(name: "IdxFlowFFI")
let linking: [LinkerSetting] = [.unsafeFlags(["-L\(library)"]), .linkedLibrary("idx_flow_ffi")]
#else
let ffi = Target.binaryTarget(name: "IdxFlowFFI", path: "IdxFlowFFI.xcframework")
let linking: [LinkerSetting] = []
#endif

let package = Package(
    name: "IdxFlow",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "IdxFlow", targets: ["IdxFlow"])
    ],
    targets: [
        ffi,

        // The code that UniFFI generates, and its custom types. Not a product: apps use IdxFlow.
        .target(name: "IdxFlowEngine", dependencies: ["IdxFlowFFI"], linkerSettings: linking),

        .target(
            name: "IdxFlow",
            dependencies: ["IdxFlowEngine"],
            resources: [.copy("PrivacyInfo.xcprivacy")]
        ),

        // Not a product: run it with `cargo xtask bench bindings`.
        .executableTarget(name: "IdxFlowBench", dependencies: ["IdxFlowEngine"], path: "Bench"),

        .testTarget(name: "IdxFlowTests", dependencies: ["IdxFlow", "IdxFlowEngine", "IdxFlowFFI"]),
    ]
)
