using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QwenWebChat.App.Data.Migrations
{
    /// <inheritdoc />
    public partial class Retention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "DeletionDueAt",
                table: "Conversations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "RetentionDays",
                table: "Accounts",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // By SQL: EF Core would rebuild the tables, which loses the triggers of the search index.
            migrationBuilder.Sql("""ALTER TABLE "Accounts" DROP COLUMN "RetentionDays";""");
            migrationBuilder.Sql("""ALTER TABLE "Conversations" DROP COLUMN "DeletionDueAt";""");
        }
    }
}
