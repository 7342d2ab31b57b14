using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using QwenWebChat.App.Models;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Tests;

/// <summary>The order of folders: each uses only those above it.</summary>
public sealed class ArchitectureTests
{
    private const string Inference = "QwenWebChat.Inference";
    private const string Documents = "QwenWebChat.Documents";
    private const string App = "QwenWebChat.App";

    // From the ground up, as in ARCHITECTURE.md. A folder that no issue has needed yet is not here.
    private static readonly string[] InferenceFolders =
        ["Metrics", "Devices", "Checkpoints", "Tokenization", "Quantization", "Kernels", "Caching", "Model", "Sampling", "Scheduling", "Execution", "Engine"];

    private static readonly string[] DocumentsFolders = ["Unicode", "Extraction", "Citations"];

    private static readonly Architecture Loaded = new ArchLoader()
        .LoadAssemblies(typeof(InferenceEngine).Assembly, typeof(DocumentReader).Assembly, typeof(ModelStatus).Assembly)
        .Build();

    [Fact]
    public void Inference_EveryFolder_UsesOnlyThoseAboveIt()
    {
        List<string> wrong = [];
        foreach ((string from, string to, string detail) in Uses(Inference, Inference))
        {
            if (Array.IndexOf(InferenceFolders, to) > Array.IndexOf(InferenceFolders, from))
            {
                wrong.Add($"{from} uses {to}: {detail}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Inference_EveryFolder_IsInTheOrder()
    {
        string[] folders = [.. TypesUnder(Inference).Select(type => FolderOf(type, Inference)).Distinct()];

        Assert.Equal(InferenceFolders.Order(), folders.Order());
    }

    [Fact]
    public void Inference_NeverUsesTheApp()
    {
        Assert.Empty(Uses(Inference, App));
    }

    [Fact]
    public void Documents_EveryFolder_UsesOnlyThoseAboveIt()
    {
        Assert.Equal(DocumentsFolders.Order(), TypesUnder(Documents).Select(type => FolderOf(type, Documents)).Distinct().Order());
        Assert.DoesNotContain(Uses(Documents, Documents), use => Array.IndexOf(DocumentsFolders, use.To) > Array.IndexOf(DocumentsFolders, use.From));
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

    [Theory]
    [InlineData("Tokenization")]
    [InlineData("Sampling")]
    [InlineData("Scheduling")]
    [InlineData("Engine")]
    public void Folder_WithoutTensors_NeverUsesTorch(string folder)
    {
        Assert.Empty(TypesUnder($"{Inference}.{folder}").SelectMany(type => TorchUses(type)));
    }

    [Fact]
    public void App_NeverUsesTorch()
    {
        Assert.Empty(TypesUnder(App).SelectMany(type => TorchUses(type)));
    }

    [Fact]
    public void Components_HoldNoEngineTypes()
    {
        Assert.Empty(Uses($"{App}.Components", Inference));
    }

    private static IEnumerable<IType> TypesUnder(string root) =>
        Loaded.Types.Where(type => type.Namespace.FullName == root || type.Namespace.FullName.StartsWith(root + ".", StringComparison.Ordinal));

    private static IEnumerable<string> TorchUses(IType type) => type.Dependencies
        .Where(dependency => dependency.Target.FullName.StartsWith("TorchSharp.", StringComparison.Ordinal))
        .Select(dependency => $"{type.FullName} uses {dependency.Target.FullName}");

    private static IEnumerable<(string From, string To, string Detail)> Uses(string user, string used) =>
        from type in TypesUnder(user)
        from dependency in type.Dependencies
        where dependency.Target.FullName.StartsWith(used + ".", StringComparison.Ordinal)
        select (FolderOf(type, user), FolderOf(dependency.Target, used), $"{type.FullName} -> {dependency.Target.FullName}");

    private static string FolderOf(IType type, string root) =>
        type.Namespace.FullName.Length > root.Length ? type.Namespace.FullName[(root.Length + 1)..].Split('.')[0] : "";
}
