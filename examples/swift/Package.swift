// swift-tools-version: 6.0
import PackageDescription

let idxFlow = Target.Dependency.product(name: "IdxFlow", package: "IdxFlow")

// Linux has neither ImageIO nor SwiftUI. PNG images are read by libpng (Debian: libpng-dev). The views
// are only type-checked there, against stubs of the API that they use.
#if os(Linux)
let images: [Target] = [.systemLibrary(name: "CPng", providers: [.apt(["libpng-dev"])])]
let stubs: [Target] = [
    .target(name: "SwiftUI", path: "Tests/AppleStubs/SwiftUI"),
    .target(name: "AuthenticationServices", dependencies: ["SwiftUI"], path: "Tests/AppleStubs/AuthenticationServices"),
    .target(
        name: "DocumentationSamples", dependencies: [idxFlow, "SwiftUI", "AuthenticationServices"],
        path: "Tests/AppleStubs/Samples"),
]
let viewDependencies: [Target.Dependency] = ["SwiftUI", "AuthenticationServices"]
#else
let images: [Target] = []
let stubs: [Target] = []
let viewDependencies: [Target.Dependency] = []
#endif

let package = Package(
    name: "IdxFlowExample",
    platforms: [.iOS("16.4"), .macOS("13.3")],
    dependencies: [.package(path: "IdxFlow")],
    targets: images + stubs + [
        .executableTarget(name: "enroll", dependencies: [idxFlow] + images.map { .target(name: $0.name) }),
        .target(name: "EnrollViews", dependencies: [idxFlow] + viewDependencies, path: "SwiftUI"),
        .testTarget(name: "EnrollTests", dependencies: ["enroll"]),
    ]
)
