using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace QwenWebChat.App.Data;

/// <summary>Compares sets of names by value: without it, the database library warns at every start that it would compare references.</summary>
internal sealed class ToolNameSetComparer() : ValueComparer<ToolNameSet>(favorStructuralComparisons: false);
