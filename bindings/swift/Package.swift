// swift-tools-version: 6.0
import PackageDescription

// The engine, written in Rust, as a C library. Apple systems get it as an XCFramework, which
// build-xcframework.sh makes (a release names the url and the checksum of its zip instead of a path); on
// Linux it is linked from where `cargo xtask bindings` builds it.
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

        // What UniFFI generates, and the types that it carries. No product: use IdxFlow.
        .target(name: "IdxFlowEngine", dependencies: ["IdxFlowFFI"], linkerSettings: linking),

        .target(
            name: "IdxFlow",
            dependencies: ["IdxFlowEngine"],
            resources: [.copy("PrivacyInfo.xcprivacy")]
        ),

        // No product: `cargo xtask bench bindings` runs it.
        .executableTarget(name: "IdxFlowBench", dependencies: ["IdxFlowEngine"], path: "Bench"),

        .testTarget(name: "IdxFlowTests", dependencies: ["IdxFlow", "IdxFlowEngine", "IdxFlowFFI"]),
    ]
)
