using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using QwenWebChat.App.Models;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Torch;

namespace QwenWebChat.Tests;

/// <summary>The order of folders: each uses only those above it.</summary>
public sealed class ArchitectureTests
{
    private const string Inference = "QwenWebChat.Inference";
    private const string Torch = "QwenWebChat.Inference.Torch";
    private const string Documents = "QwenWebChat.Documents";
    private const string App = "QwenWebChat.App";

    // From the ground up, as in ARCHITECTURE.md. A folder that no issue has needed yet is not here.
    private static readonly string[] InferenceFolders =
        ["Metrics", "Devices", "Sampling", "Checkpoints", "Tokenization", "Quantization", "Kernels", "Caching", "Model", "Scheduling", "Execution", "Engine", "Chat"];

    private static readonly string[] TorchFolders = ["Devices", "Kernels", "Checkpoints", "Caching", "Model", "Execution", ""];

    private static readonly string[] DocumentsFolders = ["Unicode", "Extraction", "Citations"];

    // A page's folder uses the shared parts; another page's folder only where it embeds that page.
    private static readonly string[] ComponentsFolders =
        ["Localization", "Shared", "Quotas", "Accounts", "Sharing", "Setup", "Models", "Keys", "Chat", "Documents", "Conversations", "SharedItems", "Admin", "Help", "Layout", ""];

    private static readonly Architecture Loaded = new ArchLoader()
        .LoadAssemblies(typeof(InferenceEngine).Assembly, typeof(TorchBackend).Assembly, typeof(DocumentReader).Assembly, typeof(ModelStatus).Assembly)
        .Build();

    public static TheoryData<string, string[]> Projects => new()
    {
        { Inference, InferenceFolders }, { Torch, TorchFolders }, { Documents, DocumentsFolders }, { $"{App}.Components", ComponentsFolders },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_EveryFolder_UsesOnlyThoseAboveIt(string project, string[] folders)
    {
        Assert.Empty(Uses(project, project)
            .Where(use => Array.IndexOf(folders, use.To) > Array.IndexOf(folders, use.From))
            .Select(use => $"{use.From} uses {use.To}: {use.Detail}"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_EveryFolder_IsInTheOrder(string project, string[] folders)
    {
        Assert.Equal(folders.Order(), TypesUnder(project).Select(type => FolderOf(type, project)).Distinct().Order());
    }

    [Fact]
    public void Inference_NeverUsesTheApp()
    {
        Assert.Empty(Uses(Inference, App));
    }

    [Theory]
    [InlineData("QwenWebChat.")]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.EntityFrameworkCore")]
    [InlineData("Microsoft.Extensions")]
    [InlineData("TorchSharp")]
    public void Documents_NeverReferencesWhatUsesIt(string assembly)
    {
        Assert.DoesNotContain(typeof(DocumentReader).Assembly.GetReferencedAssemblies(), reference => reference.Name!.StartsWith(assembly, StringComparison.Ordinal));
    }

    [Fact]
    public void Data_UsesNothingElseOfTheApp()
    {
        Assert.Empty(Uses(App, App).Where(use => use.From == "Data" && use.To is not ("Data" or "")).Select(use => use.Detail));
    }

    [Theory]
    [InlineData("Conversations")]
    [InlineData("Documents")]
    [InlineData("Exports")]
    public void Feature_NeverUsesTheHostOrThePages(string folder)
    {
        Assert.Empty(Uses(App, App).Where(use => use.From == folder && use.To is ("Hosting" or "Components")).Select(use => use.Detail));
    }

    [Fact]
    public void Tools_UseTheStoredCallsAndNothingElseOfTheApp()
    {
        Assert.Empty(Uses(App, App).Where(use => use.From == "Tools" && use.To is not ("Tools" or "Data" or "Conversations" or "")).Select(use => use.Detail));
    }

    [Fact]
    public void App_NeverUsesTorch()
    {
        Assert.Empty(TypesUnder(App).SelectMany(type => TorchUses(type)));
    }

    [Fact]
    public void Components_OfTheEngine_NameOnlyPlainRecords()
    {
        Assert.Empty(
            from type in TypesUnder($"{App}.Components")
            from dependency in type.Dependencies
            where IsUnder(dependency.Target.FullName, Inference) && !IsPlainRecord(dependency.Target.FullName)
            select $"{type.FullName} -> {dependency.Target.FullName}");
    }

    [Theory]
    [InlineData(typeof(RequestRecord), true)]
    [InlineData(typeof(FinishReason), true)]
    [InlineData(typeof(BlockEntry), true)]
    [InlineData(typeof(SamplingParams), true)]
    [InlineData(typeof(SamplingParameters), true)]
    [InlineData(typeof(EngineMetrics), false)]
    [InlineData(typeof(Sampler), false)]
    [InlineData(typeof(GenerationRequest), false)]
    public void IsPlainRecord_OfAType_IsTrueForTheRecordsThatPagesMayName(System.Type type, bool expected) => Assert.Equal(expected, IsPlainRecord(type.FullName!));

    // The compiler gives every record, class or struct, a method PrintMembers. The table of sampling parameters and the
    // list of stop sequences run nothing either.
    private static bool IsPlainRecord(string name) => (IsUnder(name, $"{Inference}.Metrics") || IsUnder(name, $"{Inference}.Sampling") || IsUnder(name, $"{Inference}.Chat"))
        && typeof(InferenceEngine).Assembly.GetType(name) is { } type
        && (type.IsEnum || type == typeof(SamplingParameter) || type == typeof(SamplingParameters) || type == typeof(StopSequences)
            || type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null);

    // A project within another's namespace is not of it.
    private static IEnumerable<IType> TypesUnder(string root) => Loaded.Types.Where(type => IsUnder(type.Namespace.FullName, root));

    private static bool IsUnder(string name, string root) =>
        (name == root || name.StartsWith(root + ".", StringComparison.Ordinal)) && (root != Inference || !IsUnder(name, Torch));

    private static IEnumerable<string> TorchUses(IType type) => type.Dependencies
        .Where(dependency => dependency.Target.FullName.StartsWith("TorchSharp.", StringComparison.Ordinal))
        .Select(dependency => $"{type.FullName} uses {dependency.Target.FullName}");

    private static IEnumerable<(string From, string To, string Detail)> Uses(string user, string used) =>
        from type in TypesUnder(user)
        from dependency in type.Dependencies
        where IsUnder(dependency.Target.FullName, used)
        select (FolderOf(type, user), FolderOf(dependency.Target, used), $"{type.FullName} -> {dependency.Target.FullName}");

    private static string FolderOf(IType type, string root) =>
        type.Namespace.FullName.Length > root.Length ? type.Namespace.FullName[(root.Length + 1)..].Split('.')[0] : "";
}
